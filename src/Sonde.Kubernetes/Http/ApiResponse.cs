namespace Sonde.Kubernetes.Http;

/// <summary>A whole answer.</summary>
/// <param name="Body">Its bytes, decompressed.</param>
/// <param name="ContentType">Its Content-Type with parameters; empty when there is none.</param>
public sealed record ApiResponse(ReadOnlyMemory<byte> Body, string ContentType);
