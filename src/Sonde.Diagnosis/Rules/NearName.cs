namespace Sonde.Diagnosis.Rules;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearName
{
    /// <summary>The nearest of several names; null when none is near enough to be a slip of the pen.</summary>
    public static string? Of(string wanted, IEnumerable<string> names)
    {
        string? best = null;
        // One slip in four letters, and one name that contains the other (app-config, app-config-v2; pager-bridge, pager-duty-bridge).
        int least = Math.Max(1, wanted.Length / 4) + 1;
        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            if (name == wanted)
                continue;
            int distance = Distance(wanted, name);
            if (distance >= least && wanted.Length >= 4 && name.Length >= 4
                && (name.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(name, StringComparison.Ordinal) || SharesWords(wanted, name)))
            {
                distance = least - 1;
            }

            if (distance < least)
                (best, least) = (name, distance);
        }

        return best;
    }

    /// <summary>Whether one name has all words of the other, and that has two at least.</summary>
    private static bool SharesWords(string one, string other)
    {
        string[] words = one.Split('-'), others = other.Split('-');
        return words.Length > 1 && others.Length > 1 && (words.All(others.Contains) || others.All(words.Contains));
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string one, string other)
    {
        // Names are at most 253 characters long (RFC 1123); a key may be longer, and then is no slip.
        const int Longest = 256;
        if (one.Length > Longest || other.Length > Longest || Math.Abs(one.Length - other.Length) > Longest / 4)
            return int.MaxValue;
        Span<int> row = stackalloc int[other.Length + 1];
        for (int j = 0; j <= other.Length; j++)
            row[j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int cost = Math.Min(diagonal + (one[i - 1] == other[j - 1] ? 0 : 1), 1 + Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[other.Length];
    }
}
