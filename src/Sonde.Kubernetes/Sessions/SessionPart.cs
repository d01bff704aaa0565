namespace Sonde.Kubernetes.Sessions;

/// <summary>Some bytes of a session's output.</summary>
/// <param name="Channel"><see cref="SessionChannel.Output"/> or <see cref="SessionChannel.Error"/>.</param>
/// <param name="Bytes">The bytes; valid until the next read.</param>
public readonly record struct SessionPart(SessionChannel Channel, ReadOnlyMemory<byte> Bytes);
