using System.Globalization;
using System.Net;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>A line of <c>/proc/PID/net/tcp</c> or <c>tcp6</c> (proc_pid_net(5)).</summary>
/// <param name="Local">Its own address.</param>
/// <param name="Remote">The other side's.</param>
/// <param name="State">State.</param>
/// <param name="SendQueue">Bytes sent and not confirmed; of a listening socket the longest queue it may have, where the kernel tells.</param>
/// <param name="ReceiveQueue">Bytes not read yet; of a listening socket the connections not accepted yet.</param>
/// <param name="Inode">Its inode, as in <c>socket:[N]</c>; 0 when no process has it open any more.</param>
public sealed record TcpSocket(IPEndPoint Local, IPEndPoint Remote, SocketState State, long SendQueue, long ReceiveQueue, ulong Inode)
{
    /// <summary>The TCP sockets of the network namespace of a process; null when it has gone or may not be seen.</summary>
    public static IReadOnlyList<TcpSocket>? TryRead(ProcFileSystem proc, ProcessId process)
    {
        var sockets = new List<TcpSocket>();
        bool seen = false;
        foreach (string file in (ReadOnlySpan<string>)["net/tcp", "net/tcp6"])
        {
            using FileContent content = FileContent.Read(proc.PathOf(process, file));
            seen |= content.Succeeded; // a kernel without IPv6 has no tcp6
            sockets.AddRange(ParseAll(Encoding.ASCII.GetString(content.Bytes)));
        }

        return seen ? sockets : null;
    }

    /// <summary>Parses such a file; lines that cannot be understood, the heading among them, are left out.</summary>
    public static IEnumerable<TcpSocket> ParseAll(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            // sl local rem st tx:rx tr:when retransmits uid timeout inode …
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10 || !TryParseEndPoint(fields[1], out IPEndPoint? local) || !TryParseEndPoint(fields[2], out IPEndPoint? remote)
                || !int.TryParse(fields[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int state)
                || fields[4].Split(':') is not [{ } send, { } receive]
                || !long.TryParse(send, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long sendQueue)
                || !long.TryParse(receive, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long receiveQueue)
                || !ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode))
                continue;
            // TCP_NEW_SYN_RECV (12) is shown as SYN_RECV by the kernel itself; anything above is unknown.
            SocketState known = state is > 0 and <= (int)SocketState.Closing ? (SocketState)state : SocketState.Unknown;
            yield return new TcpSocket(local, remote, known, sendQueue, receiveQueue, inode);
        }
    }

    /// <summary>Addresses are words of 32 bits in the machine's order, printed as hexadecimal numbers: on little-endian reversed.</summary>
    private static bool TryParseEndPoint(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort port))
            return false;
        Span<byte> bytes = stackalloc byte[16];
        for (int word = 0; word < colon / 8; word++)
        {
            if (!uint.TryParse(text.AsSpan(word * 8, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
                return false;
            System.Runtime.InteropServices.MemoryMarshal.Write(bytes[(word * 4)..], value);
        }

        endPoint = new IPEndPoint(new IPAddress(bytes[..(colon / 2)]), port);
        return true;
    }
}
