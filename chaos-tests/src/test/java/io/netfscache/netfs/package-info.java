/** What tests of whole clusters need of the package of the same name that no program does. */
@NullMarked
package io.netfscache.netfs;

import org.jspecify.annotations.NullMarked;
