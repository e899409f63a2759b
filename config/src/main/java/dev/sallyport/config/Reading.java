package dev.sallyport.config;

/** What all parts of one reading share. */
record Reading(Locator locator, Problems problems) {}
