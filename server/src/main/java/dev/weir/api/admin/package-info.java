/** The administrative API: accounts, risk scores, challenges and the policy, over gRPC. */
@NullMarked
package dev.weir.api.admin;

import org.jspecify.annotations.NullMarked;
