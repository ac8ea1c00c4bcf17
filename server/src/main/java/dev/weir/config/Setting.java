package dev.weir.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a configuration record: a setting, or a section when the component is
 * itself a record of settings. The reference in {@code docs/configuration.md} is generated from
 * these descriptions.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
  /** What it does, as one or two sentences. */
  String value();

  /** The unit of a plain number, such as {@code calls}. Durations and sizes carry their own. */
  String unit() default "";

  /** The least valid value, written as in a configuration file; empty for no bound. */
  String min() default "";

  /** The greatest valid value, written as in a configuration file; empty for no bound. */
  String max() default "";
}
