using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>How <c>/proc/PID/mountinfo</c> and <c>/proc/PID/mounts</c> write paths (proc_pid_mountinfo(5)).</summary>
public static class MountInfoText
{
    /// <summary>The path that a field stands for: blanks, tabs, line ends and backslashes are written as three octal digits there.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)(((text[i + 1] - '0') * 64) + ((text[i + 2] - '0') * 8) + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
