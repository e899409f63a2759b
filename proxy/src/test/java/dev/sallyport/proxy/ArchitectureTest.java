package dev.sallyport.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.util.AttributeKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;

/** What may use what, and what may not be written at all, in every module. */
@AnalyzeClasses(packages = "dev.sallyport", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
  private static final String PROXY = "dev.sallyport.proxy..";
  private static final String TLS = "dev.sallyport.tls..";
  private static final String CERTS = "dev.sallyport.certs..";
  private static final String CONFIG = "dev.sallyport.config..";
  private static final String NETTY = "io.netty..";
  private static final String BOUNCY_CASTLE = "org.bouncycastle..";
  private static final String REFLECTION = "java.lang.reflect..";

  /** All packages, the composition root first, each before those that it may use. */
  private static final String[] ORDER = {
    "dev.sallyport.proxy",
    "dev.sallyport.proxy.startup",
    "dev.sallyport.proxy.inspect",
    "dev.sallyport.proxy.credentials",
    "dev.sallyport.proxy.keylog",
    "dev.sallyport.proxy.ladder",
    "dev.sallyport.proxy.flow",
    "dev.sallyport.proxy.pipeline",
    "dev.sallyport.proxy.transport",
    "dev.sallyport.proxy.kernel",
    "dev.sallyport.proxy.record",
    "dev.sallyport.proxy.lifecycle",
    "dev.sallyport.tls.bc",
    "dev.sallyport.tls",
    "dev.sallyport.certs",
    "dev.sallyport.config"
  };

  // Modules and the libraries that are theirs

  @ArchTest static final ArchRule certsImportNothingOfTheProject = never(CERTS, PROXY, TLS, CONFIG);

  @ArchTest
  static final ArchRule configImportsNothingOfTheProject = never(CONFIG, PROXY, TLS, CERTS);

  @ArchTest static final ArchRule tlsImportsOnlyCerts = never(TLS, PROXY, CONFIG);

  @ArchTest static final ArchRule nettyIsTheProxys = only(NETTY, PROXY);

  @ArchTest
  static final ArchRule bouncyCastle = only(BOUNCY_CASTLE, CERTS, "dev.sallyport.tls.bc..");

  @ArchTest
  static final ArchRule bouncyCastleIsInNoPublicSignature =
      noCodeUnits()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .haveRawReturnType(resideInAPackage(BOUNCY_CASTLE))
          .orShould()
          .haveRawParameterTypes(
              describe(
                  "of Bouncy Castle",
                  types -> types.stream().anyMatch(resideInAPackage(BOUNCY_CASTLE))));

  @ArchTest static final ArchRule hocon = only("com.typesafe.config..", CONFIG);

  @ArchTest
  static final ArchRule jackson = only("com.fasterxml.jackson..", "dev.sallyport.proxy.record..");

  @ArchTest
  static final ArchRule hdrHistogram = only("org.HdrHistogram..", "dev.sallyport.proxy.ladder..");

  @ArchTest static final ArchRule picocli = only("picocli..", "dev.sallyport.proxy");

  // Packages

  @ArchTest
  static final ArchRule everyPackageHasItsPlace = classes().should().resideInAnyPackage(ORDER);

  @ArchTest
  static final ArchRule noPackageUsesOneBeforeIt =
      CompositeArchRule.of(
          IntStream.range(1, ORDER.length).mapToObj(ArchitectureTest::usesNoneBefore).toList());

  @ArchTest
  static final ArchRule theMachineDependsOnJavaAlone =
      classes()
          .that()
          .resideInAPackage("dev.sallyport.proxy.lifecycle..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify.annotations..", "dev.sallyport.proxy.lifecycle..");

  @ArchTest
  static final ArchRule recordsAndLaddersKnowNoConnection =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sallyport.proxy.record..", "dev.sallyport.proxy.ladder..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              NETTY, "dev.sallyport.proxy.flow..", "dev.sallyport.proxy.pipeline..");

  @ArchTest
  static final ArchRule handlersAreInThePipeline =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sallyport.proxy.pipeline..", "dev.sallyport.proxy.http..")
          .and()
          .areNotAssignableTo(ChannelInitializer.class)
          .should()
          .beAssignableTo(ChannelHandler.class)
          .because("what only puts a pipeline together handles nothing");

  @ArchTest
  static final ArchRule noChannelAttributes =
      noClasses().should().dependOnClassesThat().areAssignableTo(AttributeKey.class);

  // What is done in one place

  @ArchTest
  static final ArchRule oneClock =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.sallyport.proxy.lifecycle.Ticker")
          .should()
          .accessTargetWhere(calls(System.class, "nanoTime"));

  @ArchTest
  static final ArchRule theWallClockIsInjected =
      noClasses()
          .should()
          .accessTargetWhere(calls(System.class, "currentTimeMillis"))
          .orShould()
          .accessTargetWhere(calls(Instant.class, "now"));

  @ArchTest
  static final ArchRule oneExit =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.sallyport.proxy.Main")
          .should()
          .accessTargetWhere(calls(System.class, "exit"))
          .orShould()
          .accessTargetWhere(calls(Runtime.class, "exit"))
          .orShould()
          .accessTargetWhere(calls(Runtime.class, "halt"));

  @ArchTest
  static final ArchRule oneReflection =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.sallyport.proxy.Signals")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(REFLECTION)
          .orShould()
          .accessTargetWhere(calls(Class.class, "forName"));

  // How classes are written

  @ArchTest
  static final ArchRule noMutableStatics =
      fields().that().areStatic().should().beFinal().because("state belongs to an object");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");

  @ArchTest
  static final ArchRule publicClassesAreFinal =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and(describe("are not abstract", c -> !c.getModifiers().contains(JavaModifier.ABSTRACT)))
          .and()
          .areNotEnums()
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule nullIsSpelledOut =
      classes()
          .should(
              ArchCondition.from(
                  describe(
                      "be in a package marked @NullMarked",
                      (JavaClass c) -> c.getPackage().isAnnotatedWith(NullMarked.class))));

  private static ArchRule usesNoneBefore(int place) {
    return noClasses()
        .that()
        .resideInAPackage(ORDER[place])
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Arrays.copyOf(ORDER, place));
  }

  private static ArchRule never(String ours, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(ours)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  private static ArchRule only(String library, String... owners) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(owners)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /** A call, or a reference such as {@code System::nanoTime}. */
  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String method) {
    return describe(
        "calls " + owner.getSimpleName() + "." + method,
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && access.getTarget().getName().equals(method));
  }

  /** Leaves out the tests, also those which another module hands on in a jar. */
  static final class NoTests implements ImportOption {
    private final ImportOption noTests = new ImportOption.DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return noTests.includes(location)
          && !location.contains("-tests.jar")
          && !location.contains("/sallyport-secrets.jar"); // which may watch them
    }
  }
}
