using System.Globalization;
using System.Text;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Kernel;

/// <summary>Reads the kernel's log as it is now, from <c>/dev/kmsg</c> (Documentation/ABI/testing/dev-kmsg in the kernel).</summary>
public static class KernelLog
{
    /// <summary>The longest record (CONSOLE_EXT_LOG_MAX, kernel/printk/printk.c).</summary>
    private const int MaxRecord = 8192;

    /// <summary>More than any ring holds: the log may be written faster than it is read.</summary>
    private const int MaxRecords = 1 << 18;

    private const int Eagain = 11, Epipe = 32;

    /// <summary>All records that are still there, oldest first.</summary>
    /// <exception cref="TargetException">Not permitted (needs CAP_SYSLOG where dmesg_restrict is 1), or there is no such device.</exception>
    public static IReadOnlyList<KernelRecord> Read(string device = "/dev/kmsg")
    {
        int file = RootedFile.OpenWithoutWaiting(device);
        if (file < 0)
        {
            throw Errno.IsPermission(-file)
                ? new TargetException(TargetError.PermissionDenied, $"reading {device} is not permitted: run as root or with CAP_SYSLOG")
                : new TargetException(TargetError.Unsupported, $"there is no {device} here");
        }

        try
        {
            var records = new List<KernelRecord>();
            var buffer = new byte[MaxRecord];
            while (records.Count < MaxRecords)
            {
                int read = NativeFile.Read(file, buffer);
                if (-read == Epipe)
                    continue; // overwritten while it was read: the next one is the oldest now
                if (read <= 0)
                {
                    return -read is Eagain or 0 ? records : throw new TargetException(
                        TargetError.PermissionDenied, $"reading {device} is not permitted: run as root or with CAP_SYSLOG");
                }

                if (TryParse(Encoding.UTF8.GetString(buffer, 0, read), out KernelRecord record))
                    records.Add(record);
            }

            return records;
        }
        finally
        {
            NativeFile.Close(file);
        }
    }

    /// <summary>Parses <c>PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,…];TEXT</c> and the lines after it.</summary>
    public static bool TryParse(string content, out KernelRecord record)
    {
        record = default;
        int semicolon = content.IndexOf(';', StringComparison.Ordinal);
        string[] fields = semicolon < 0 ? [] : content[..semicolon].Split(',');
        if (fields.Length < 4 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int priority)
            || !long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds))
            return false;
        const int LevelBits = 7; // the rest is the facility
        record = new KernelRecord(priority & LevelBits, TimeSpan.FromMicroseconds(microseconds), content[(semicolon + 1)..].Split('\n')[0]);
        return true;
    }
}
