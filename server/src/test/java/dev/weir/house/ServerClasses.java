package dev.weir.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The server's compiled classes, read once for all rules. */
final class ServerClasses {

  /** What is shipped, without tests. */
  static final JavaClasses MAIN =
      new ClassFileImporter().importPath(Repository.ROOT.resolve("server/target/classes"));

  private ServerClasses() {}
}
