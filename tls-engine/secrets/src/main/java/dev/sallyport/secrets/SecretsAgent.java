package dev.sallyport.secrets;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has the JVM that it is loaded into ({@code -javaagent:sallyport-secrets.jar=DIRECTORY}) write
 * down its secrets in that directory. The jar's manifest puts it on the boot class path, where the
 * JDK's own classes find {@link Sightings}.
 */
public final class SecretsAgent implements ClassFileTransformer {

  private static final Map<String, List<Hook>> HOOKS =
      Hook.ALL.stream().collect(groupingBy(Hook::type));
  private static final ClassDesc SIGHTINGS = ClassDesc.of("dev.sallyport.secrets.Sightings");
  private static final MethodTypeDesc SEEN =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_int);

  private SecretsAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(String directory, Instrumentation jvm)
      throws IOException, UnmodifiableClassException {
    Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    Sightings.begin(Path.of(directory));
    jvm.addTransformer(new SecretsAgent(), true);
    for (Class<?> loaded : jvm.getAllLoadedClasses()) {
      if (HOOKS.containsKey(loaded.getName().replace('.', '/'))) {
        jvm.retransformClasses(loaded);
      }
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    List<Hook> hooks = name == null ? null : HOOKS.get(name);
    if (hooks == null) {
      return null;
    }
    try {
      return hooked(loader, bytes, hooks);
    } catch (RuntimeException | LinkageError e) {
      // The JVM would say nothing.
      System.err.println("the secrets of " + name + " are not seen: " + e);
      throw e;
    }
  }

  private static byte[] hooked(@Nullable ClassLoader loader, byte[] bytes, List<Hook> hooks) {
    ClassFile format =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                    loader == null ? ClassLoader.getSystemClassLoader() : loader)));
    byte[] changed = bytes;
    for (Hook hook : hooks) {
      changed = format.transformClass(format.parse(changed), telling(hook));
    }
    return changed;
  }

  private static ClassTransform telling(Hook hook) {
    return ClassTransform.transformingMethodBodies(
        method -> hook.is(method.methodName().stringValue(), method.methodType().stringValue()),
        hook.argument() == Hook.RESULT ? new ResultTold(hook) : new ArgumentTold(hook));
  }

  /** What is told is on the stack. */
  private static void tell(CodeBuilder code, Hook hook) {
    code.loadConstant(Hook.ALL.indexOf(hook)).invokestatic(SIGHTINGS, "seen", SEEN);
  }

  private record ArgumentTold(Hook hook) implements CodeTransform {
    @Override
    public void atStart(CodeBuilder code) {
      tell(code.aload(hook.argument()), hook);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }
  }

  private record ResultTold(Hook hook) implements CodeTransform {
    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        tell(code.dup(), hook);
      }
      code.with(element);
    }
  }
}
