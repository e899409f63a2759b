package dev.sallyport.conformance;

import de.rub.nds.modifiablevariable.VariableModification;
import de.rub.nds.modifiablevariable.bytearray.ModifiableByteArray;
import org.jspecify.annotations.Nullable;

/** Bytes that are changed by code whenever TLS-Attacker asks for them. */
final class Mutated extends VariableModification<byte[]> {
  private static final long serialVersionUID = 1L;
  private final transient Peer.Mutation mutation;

  private Mutated(Peer.Mutation mutation) {
    this.mutation = mutation;
  }

  static ModifiableByteArray by(Peer.Mutation mutation) {
    ModifiableByteArray bytes = new ModifiableByteArray();
    bytes.addModification(new Mutated(mutation));
    return bytes;
  }

  @Override
  public VariableModification<byte[]> createCopy() {
    return new Mutated(mutation);
  }

  @Override
  protected byte @Nullable [] modifyImplementationHook(byte @Nullable [] value) {
    return value == null ? null : mutation.of(value);
  }
}
