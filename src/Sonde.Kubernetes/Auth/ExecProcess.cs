using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Auth;

/// <summary>
/// Runs a credential plugin: the request goes in through <c>KUBERNETES_EXEC_INFO</c>, the answer comes on its standard
/// output, and what it says to the user goes straight to our standard error.
/// </summary>
internal static class ExecProcess
{
    /// <summary>Far more than any certificate with its chain.</summary>
    private const int LongestAnswer = 1 << 20;

    /// <summary>Runs the plugin until it ends.</summary>
    /// <exception cref="KubernetesException">It could not be run, failed, or printed no credential.</exception>
    public static async Task<ExecAnswer> RunAsync(ExecPlugin plugin, KubeConnection connection, CancellationToken cancel)
    {
        bool interactive = plugin.Interaction != ExecInteraction.Never && connection.Environment.InputIsTerminal;
        if (plugin.Interaction == ExecInteraction.Always && !interactive)
            throw ExecAnswer.Wrong(plugin, "it must ask something, and standard input is no terminal");
        ProcessStartInfo start = new(plugin.Command, plugin.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = !interactive,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in plugin.Environment)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = Info(plugin, connection, interactive);
        using Process process = Start(plugin, start);
        try
        {
            if (!interactive)
                process.StandardInput.Close();
            byte[] output = await OutputAsync(process, plugin, cancel).ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return process.ExitCode == 0
                ? ExecAnswer.Parse(output, plugin)
                : throw ExecAnswer.Wrong(plugin, $"it ended with exit code {process.ExitCode}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ExecPlugin plugin, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw ExecAnswer.Wrong(plugin, "it cannot be started");
        }
        catch (Win32Exception e)
        {
            throw ExecAnswer.Wrong(plugin, "it cannot be started; is it installed, executable, and in PATH?", e);
        }
    }

    private static async Task<byte[]> OutputAsync(Process process, ExecPlugin plugin, CancellationToken cancel)
    {
        using MemoryStream output = new();
        byte[] part = new byte[16 * 1024];
        Stream pipe = process.StandardOutput.BaseStream;
        while (await pipe.ReadAsync(part, cancel).ConfigureAwait(false) is int read and > 0)
        {
            output.Write(part, 0, read);
            if (output.Length > LongestAnswer)
                throw ExecAnswer.Wrong(plugin, $"it prints more than {LongestAnswer} bytes");
        }

        return output.ToArray();
    }

    // The ExecCredential that a plugin reads: client.authentication.k8s.io, "Input and output formats".
    private static string Info(ExecPlugin plugin, KubeConnection connection, bool interactive)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", plugin.ApiVersion);
            json.WriteStartObject("spec");
            if (plugin.ProvideClusterInfo)
                WriteCluster(json, connection);
            json.WriteBoolean("interactive", interactive);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteCluster(Utf8JsonWriter json, KubeConnection connection)
    {
        KubeCluster cluster = connection.Cluster;
        json.WriteStartObject("cluster");
        json.WriteString("server", connection.Server.OriginalString);
        if (cluster.TlsServerName is { } name)
            json.WriteString("tls-server-name", name);
        if (cluster.Insecure)
            json.WriteBoolean("insecure-skip-tls-verify", true);
        if (cluster.AuthorityData is { } authority)
            json.WriteBase64String("certificate-authority-data", authority);
        else if (cluster.AuthorityFile is { } file)
            json.WriteBase64String("certificate-authority-data", Encoding.UTF8.GetBytes(CredentialFile.Read(file, "certificate authority")));
        if (cluster.ProxyUrl is { } proxy)
            json.WriteString("proxy-url", proxy);
        if (cluster.ExecConfig is { } config)
        {
            json.WritePropertyName("config");
            json.WriteRawValue(config);
        }

        json.WriteEndObject();
    }
}
