package dev.sallyport.conformance;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.constants.CipherSuite;
import de.rub.nds.tlsattacker.core.constants.NamedGroup;
import de.rub.nds.tlsattacker.core.constants.ProtocolVersion;
import de.rub.nds.tlsattacker.core.constants.RunningModeType;
import de.rub.nds.tlsattacker.core.constants.SignatureAndHashAlgorithm;
import java.util.List;

/** What TLS-Attacker is told so that it is an honest peer of the proxy. */
final class Configs {
  private Configs() {}

  static Config client(Scene.TlsVersion version) {
    Config config = of(version);
    config.setDefaultRunningMode(RunningModeType.CLIENT);
    return config;
  }

  static Config server(Scene.TlsVersion version) {
    Config config = of(version);
    config.setDefaultRunningMode(RunningModeType.SERVER);
    return config;
  }

  private static Config of(Scene.TlsVersion version) {
    Config config = new Config();
    boolean new13 = version == Scene.TlsVersion.TLS_1_3;
    ProtocolVersion number = new13 ? ProtocolVersion.TLS13 : ProtocolVersion.TLS12;
    CipherSuite suite =
        new13
            ? CipherSuite.TLS_AES_128_GCM_SHA256
            : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    config.setHighestProtocolVersion(number);
    config.setSupportedVersions(number);
    config.setDefaultSelectedProtocolVersion(number);
    config.setDefaultClientSupportedCipherSuites(suite);
    config.setDefaultServerSupportedCipherSuites(suite);
    config.setDefaultSelectedCipherSuite(suite);
    config.setDefaultClientNamedGroups(NamedGroup.ECDH_X25519, NamedGroup.SECP256R1);
    config.setDefaultServerNamedGroups(NamedGroup.ECDH_X25519, NamedGroup.SECP256R1);
    config.setDefaultClientKeyShareNamedGroups(NamedGroup.ECDH_X25519);
    config.setDefaultSelectedNamedGroup(NamedGroup.ECDH_X25519);
    List<SignatureAndHashAlgorithm> schemes =
        List.of(
            SignatureAndHashAlgorithm.ECDSA_SHA256,
            SignatureAndHashAlgorithm.RSA_PSS_RSAE_SHA256,
            SignatureAndHashAlgorithm.RSA_SHA256);
    config.setDefaultClientSupportedSignatureAndHashAlgorithms(schemes);
    config.setDefaultServerSupportedSignatureAndHashAlgorithms(schemes);
    config.setAddSupportedVersionsExtension(new13);
    config.setAddKeyShareExtension(new13);
    config.setAddPSKKeyExchangeModesExtension(new13);
    config.setAddEllipticCurveExtension(true);
    config.setAddECPointFormatExtension(!new13);
    config.setAddSignatureAndHashAlgorithmsExtension(true);
    config.setAddExtendedMasterSecretExtension(!new13);
    config.setAddRenegotiationInfoExtension(!new13);
    return config;
  }
}
