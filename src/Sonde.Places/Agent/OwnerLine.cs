using System.Globalization;

namespace Sonde.Places.Agent;

/// <summary>How a command in a pod tells its client that the target runs as somebody else than itself: nothing was done then.</summary>
public static class OwnerLine
{
    /// <summary>What such a line of stderr begins with.</summary>
    private const string Mark = "sonde-owner: ";

    /// <summary>The line.</summary>
    /// <param name="user">The target's user.</param>
    /// <param name="group">Its main group.</param>
    public static string Of(uint user, uint group) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{user} {group}");

    /// <summary>Reads a line; null for any other.</summary>
    public static (long User, long Group)? Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.StartsWith(Mark, StringComparison.Ordinal) && line[Mark.Length..].Split(' ') is [{ } user, { } group]
            && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out uint userId)
            && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out uint groupId)
                ? (userId, groupId)
                : null;
    }
}
