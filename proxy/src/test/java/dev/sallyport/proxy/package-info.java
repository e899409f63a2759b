/** Tests of the program as a whole: its rules, its commands, its distribution. */
@org.jspecify.annotations.NullMarked
package dev.sallyport.proxy;
