@NullMarked
package dev.sallyport.tls.bc;

import org.jspecify.annotations.NullMarked;
