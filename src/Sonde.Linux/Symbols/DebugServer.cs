using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Symbols;

/// <summary>
/// Asks debuginfod servers for files by build ID (<c>GET /buildid/ID/debuginfo</c>, debuginfod(8)) and keeps them in a folder
/// that elfutils and gdb share. Bounded: a file's size, and the time of all requests together; a server that does not answer
/// is asked once. Meant for the end of a run, when nothing is sampled any more. One thread at a time.
/// </summary>
public sealed class DebugServer : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly List<Uri> _servers;
    private readonly DebugServerOptions _options;
    private readonly CancellationToken _interrupt;
    private readonly HttpClient _client;
    private readonly HashSet<(string BuildId, string Kind)> _missing = [];
    private readonly List<string> _problems = [];
    private TimeSpan _used;
    private bool _isExhausted;

    /// <summary>Prepares to ask; nothing is sent yet.</summary>
    /// <param name="servers">Addresses, the first is asked first.</param>
    /// <param name="options">Limits, and where files are kept.</param>
    /// <param name="interrupt">When it is cancelled, nothing is asked for any more, and a download ends at once.</param>
    public DebugServer(IEnumerable<Uri> servers, DebugServerOptions options, CancellationToken interrupt)
    {
        _servers = [.. servers];
        _options = options;
        _interrupt = interrupt;
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each request has the time that is left
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("sonde");
    }

    /// <summary>Files fetched so far, without those that were there already.</summary>
    public int Downloads { get; private set; }

    /// <summary>What went wrong, one line each; a file that no server has is nothing wrong.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Parses a list of addresses as <c>DEBUGINFOD_URLS</c> has it, separated by spaces.</summary>
    /// <param name="text">The list.</param>
    /// <param name="servers">The addresses.</param>
    /// <param name="wrong">The first that is no address with http or https.</param>
    public static bool TryParse(string text, out IReadOnlyList<Uri> servers, [NotNullWhen(false)] out string? wrong)
    {
        var found = new List<Uri>();
        servers = found;
        wrong = null;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(word.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                wrong = word;
                return false;
            }

            found.Add(uri);
        }

        return true;
    }

    /// <summary>The debug file of a build ID, from the cache or a server; null when there is none.</summary>
    public ElfFile? TryGetDebugFile(string buildId) => TryGet(buildId, "debuginfo");

    /// <summary>The program or library itself; null when there is none.</summary>
    public ElfFile? TryGetExecutable(string buildId) => TryGet(buildId, "executable");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private ElfFile? TryGet(string buildId, string kind)
    {
        if (buildId.Length == 0 || !buildId.All(char.IsAsciiHexDigitLower) || _missing.Contains((buildId, kind)))
            return null;
        string path = Path.Combine(_options.CacheFolder, buildId, kind);
        // An empty file is how elfutils remembers that no server has it.
        if (ElfFile.TryOpen(path, out ElfFile? cached))
            return cached;
        foreach (Uri server in _servers.ToArray())
        {
            if (_interrupt.IsCancellationRequested || _isExhausted)
                break;
            if (Download(server, buildId, kind, path) && ElfFile.TryOpen(path, out ElfFile? file))
                return file;
        }

        _missing.Add((buildId, kind));
        return null;
    }

    private bool Download(Uri server, string buildId, string kind, string path)
    {
        var address = new Uri(server, $"buildid/{buildId}/{kind}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_interrupt);
        TimeSpan left = _options.TotalTime - _used;
        limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
        long start = _options.Time.GetTimestamp();
        try
        {
            using HttpResponseMessage response =
                _client.Send(new HttpRequestMessage(HttpMethod.Get, address), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return false;
            if (!response.IsSuccessStatusCode)
                return Problem($"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}");
            _options.Progress?.Invoke($"fetching {address}");
            if (response.Content.Headers.ContentLength > _options.MaxFileBytes)
                return Problem($"{address} has {response.Content.Headers.ContentLength >> 20} MiB, more than the {_options.MaxFileBytes >> 20} MiB allowed");
            return Save(response, address, buildId, path, limit.Token);
        }
        catch (OperationCanceledException)
        {
            _isExhausted = !_interrupt.IsCancellationRequested;
            return _isExhausted
                && Problem(string.Create(CultureInfo.InvariantCulture, $"{server} took longer than {_options.TotalTime.TotalSeconds:0.#} s: no more debug files are asked for"));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            if (error is HttpRequestException)
                _servers.Remove(server);
            return Problem($"{address}: {error.InnerException?.Message ?? error.Message}");
        }
        finally
        {
            _used += _options.Time.GetElapsedTime(start);
        }
    }

    // Under another name first: what stands in the cache is whole, and what was asked for.
    private bool Save(HttpResponseMessage response, Uri address, string buildId, string path, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            using (Stream content = response.Content.ReadAsStream(stop))
            {
                if (!Copy(content, file, stop))
                    return Problem($"{address} sends more than the {_options.MaxFileBytes >> 20} MiB allowed");
            }

            using (ElfFile? received = ElfFile.TryOpen(temporary, out ElfFile? opened) ? opened : null)
            {
                if (received is null || received.BuildId != buildId)
                    return Problem($"{address} is no ELF file with that build ID");
            }

            File.Move(temporary, path, overwrite: true);
            Downloads++;
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private bool Copy(Stream content, FileStream file, CancellationToken stop)
    {
        var buffer = new byte[BufferLength];
        long length = 0;
        while (true)
        {
            // Only the asynchronous read of a response can be cancelled.
            int read = content.ReadAsync(buffer, stop).AsTask().GetAwaiter().GetResult();
            if (read == 0)
                return true;
            length += read;
            if (length > _options.MaxFileBytes)
                return false;
            file.Write(buffer.AsSpan(0, read));
        }
    }

    private bool Problem(string text)
    {
        _problems.Add(text);
        return false;
    }
}
