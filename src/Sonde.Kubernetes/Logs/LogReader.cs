using System.Runtime.CompilerServices;
using System.Text;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Streams;

namespace Sonde.Kubernetes.Logs;

/// <summary>Reads the logs of containers.</summary>
public sealed class LogReader
{
    /// <summary>Longer lines of a followed log are cut.</summary>
    public const int LongestLine = 1 << 20;

    private readonly ApiTransport _transport;
    private readonly TimeProvider _time;

    internal LogReader(ApiTransport transport, TimeProvider time)
    {
        _transport = transport;
        _time = time;
    }

    /// <summary>What is in the log now.</summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="options">Which part; give <see cref="LogOptions.Tail"/> or <see cref="LogOptions.LimitBytes"/>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The bytes as the container wrote them.</returns>
    /// <exception cref="KubernetesException">
    /// There is none: no such pod or container, no previous run (<see cref="KubernetesError.Invalid"/>), not started yet
    /// (the same), its node does not answer, forbidden.
    /// </exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string inNamespace, string pod, LogOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ApiResponse response = await _transport.ReadAsync(Request(inNamespace, pod, options, follow: false), cancel).ConfigureAwait(false);
        return response.Body;
    }

    /// <summary>
    /// Lines as they are written, until the container ends. When the connection breaks, it goes on where it was, without
    /// losing or repeating a line that the kubelet still has.
    /// </summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="options">Where to begin.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="KubernetesException">The log cannot be read, or not any more.</exception>
    public async IAsyncEnumerable<LogLine> FollowAsync(
        string inNamespace, string pod, LogOptions options, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        LogResume resume = new();
        Backoff backoff = new(_time);
        bool isFirst = true;
        while (true)
        {
            LogOptions part = options with
            {
                Timestamps = true,
                Since = resume.Last?.Time ?? options.Since,
                Tail = resume.Last is null ? options.Tail : null,
            };
            KubernetesException? broken = null;
            HttpResponseMessage? response = null;
            try
            {
                response = await _transport.OpenAsync(Request(inNamespace, pod, part, follow: true), cancel).ConfigureAwait(false);
            }
            catch (KubernetesException e) when (!isFirst)
            {
                if (e.Error == KubernetesError.NotFound)
                    yield break; // the pod is gone, and its log with it
                broken = e;
            }

            if (response is not null)
            {
                using (response)
                {
                    isFirst = false;
                    resume.Reconnected();
                    Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
                    IAsyncEnumerator<byte[]> lines = LineReader.ReadAsync(stream, LongestLine, cut: true, cancel).GetAsyncEnumerator(cancel);
                    await using (lines.ConfigureAwait(false))
                    {
                        while (true)
                        {
                            try
                            {
                                if (!await lines.MoveNextAsync().ConfigureAwait(false))
                                    yield break;
                            }
                            catch (Exception e) when (_transport.Explain(e) is { } explained)
                            {
                                broken = explained;
                                break;
                            }

                            backoff.Progress();
                            if (resume.IsNew(lines.Current, out LogTime? time, out int start))
                                yield return new LogLine(time, Encoding.UTF8.GetString(lines.Current, start, lines.Current.Length - start));
                        }
                    }
                }
            }

            if (!await backoff.WaitAsync(cancel).ConfigureAwait(false))
                throw broken!;
        }
    }

    /// <summary>
    /// Everything that a container has printed, and prints until it ends, as the bytes that it wrote. When the connection breaks, it goes on
    /// where it was.
    /// </summary>
    /// <param name="inNamespace">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="options">The container.</param>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="KubernetesException">The log cannot be read, or not any more.</exception>
    public async Task CopyAsync(string inNamespace, string pod, LogOptions options, Stream output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        Backoff backoff = new(_time);
        byte[] buffer = new byte[16 << 10];
        long written = 0;
        while (true)
        {
            using HttpResponseMessage response = await _transport.OpenAsync(Request(inNamespace, pod, options, follow: true), cancel).ConfigureAwait(false);
            Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            KubernetesException? broken = null;
            long known = written;
            while (broken is null)
            {
                int read = 0;
                try
                {
                    read = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false);
                    if (read == 0)
                        return;
                }
                catch (Exception e) when (_transport.Explain(e) is { } explained)
                {
                    broken = explained;
                }

                int again = (int)Math.Min(known, read);
                known -= again;
                written += read - again;
                await output.WriteAsync(buffer.AsMemory(again, read - again), cancel).ConfigureAwait(false);
                await output.FlushAsync(cancel).ConfigureAwait(false);
                if (read > again)
                    backoff.Progress();
            }

            if (!await backoff.WaitAsync(cancel).ConfigureAwait(false))
                throw broken;
        }
    }

    private static ApiRequest Request(string inNamespace, string pod, LogOptions options, bool follow) =>
        new(options.Path(inNamespace, pod, follow).ToString())
        {
            Accept = "*/*",
            What = options.What(inNamespace, pod),
        };
}
