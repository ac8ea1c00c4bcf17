/** Accounts, their verification, and the risk scores that a provider's own systems push. */
@NullMarked
package dev.weir.account;

import org.jspecify.annotations.NullMarked;
