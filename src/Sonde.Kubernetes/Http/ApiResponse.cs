namespace Sonde.Kubernetes.Http;

/// <summary>A whole answer.</summary>
/// <param name="Body">Its bytes, decompressed.</param>
/// <param name="ContentType">Its Content-Type with parameters; empty when there is none.</param>
/// <param name="Date">The server's clock when it answered; null when it does not tell.</param>
public sealed record ApiResponse(ReadOnlyMemory<byte> Body, string ContentType, DateTimeOffset? Date);
