/**
 * The FS-Cache contract, row by row, against three nodes over sockets and through public calls only. {@link
 * io.netfscache.contract.ContractExtension} gives each test the one {@link io.netfscache.contract.ContractCluster} of the
 * JVM; the clients of a test connect through {@link io.netfscache.contract.Gate}s, where a {@link
 * io.netfscache.contract.Firewall} can hold what goes to or comes from a client, so that a state lasts as long as a test
 * needs it. A test says with {@link io.netfscache.contract.Row} which rows it shows; {@link
 * io.netfscache.contract.RowsMustRun} fails a class whose row was skipped, and {@link io.netfscache.contract.ApiMapTest}
 * holds docs/api-map.md against the rows, the methods and the tests that there are.
 */
@NullMarked
package io.netfscache.contract;

import org.jspecify.annotations.NullMarked;
