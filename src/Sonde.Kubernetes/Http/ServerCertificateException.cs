using System.Security.Authentication;

namespace Sonde.Kubernetes.Http;

/// <summary>Why the server's certificate was refused, in words; thrown through the TLS stack up to <see cref="NetworkErrors"/>.</summary>
internal sealed class ServerCertificateException(string message) : AuthenticationException(message);
