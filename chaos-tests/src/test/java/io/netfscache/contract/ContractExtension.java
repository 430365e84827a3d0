package io.netfscache.contract;

import io.netfscache.chaos.SharedCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link ContractCluster} of this JVM. */
final class ContractExtension implements AfterEachCallback, ParameterResolver {
    private static ContractCluster cluster(ExtensionContext context) {
        return SharedCluster.of(context, ContractCluster.class, ContractCluster::start);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster(context).cleanUp();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ContractCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }
}
