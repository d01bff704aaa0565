namespace Sonde.Kubernetes.Sessions;

/// <summary>Names of the WebSocket subprotocols. Source: k8s.io/apimachinery <c>pkg/util/remotecommand/constants.go</c>.</summary>
internal static class SessionProtocol
{
    /// <summary>Channels, a status object, and a way to end stdin. Kubernetes 1.30 and newer.</summary>
    public const string V5 = "v5.channel.k8s.io";

    /// <summary>The same without a way to end stdin; also of port-forward.</summary>
    public const string V4 = "v4.channel.k8s.io";
}
