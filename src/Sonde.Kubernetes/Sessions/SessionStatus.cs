using System.Globalization;
using System.Text.Json;

namespace Sonde.Kubernetes.Sessions;

/// <summary>Reads the <c>Status</c> with which a session ends.</summary>
internal static class SessionStatus
{
    /// <summary>The exit code of the program.</summary>
    /// <param name="what">What the session was for, for errors.</param>
    /// <param name="json">The status object.</param>
    /// <exception cref="KubernetesException">The program did not run: no such file, the container is gone, …</exception>
    public static int ExitCode(string what, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement status = document.RootElement;
            if (status.Text("status") == "Success")
                return 0;
            // The message's text differs between protocols and is not for parsing; the cause is.
            if (status.Text("reason") == "NonZeroExitCode" && status.Object("details") is { } details)
            {
                foreach (JsonElement cause in details.Items("causes"))
                {
                    if (cause.Text("reason") == "ExitCode"
                        && int.TryParse(cause.Text("message"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code))
                        return code;
                }
            }

            string message = ServerText.OneLine(status.Text("message") ?? "it gives no reason");
            throw new KubernetesException(KubernetesError.Server, $"cannot {what}: {message}") { ServerMessage = message };
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesError.Protocol, $"cannot {what}: it ended with a status that is no JSON", e);
        }
    }
}
