/**
 * The rules of the house, each as a check: layers, purity, duplicate code, documents, scripts. The
 * format of sources and the licences of dependencies are checked by the build itself.
 */
@NullMarked
package dev.weir.house;

import org.jspecify.annotations.NullMarked;
