package io.netfscache.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the version of the jar and of the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "netfs-cache " + (version == null ? "(unpackaged)" : version), "Java " + Runtime.version(),
        };
    }
}
