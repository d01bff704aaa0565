namespace Sonde.Linux.Text;

/// <summary>Finds what a user may have meant.</summary>
public static class NearestNames
{
    /// <summary>The names most alike to a word: those that hold it first, then by edit distance; strangers are left out.</summary>
    public static IReadOnlyList<string> Find(string word, IEnumerable<string> names, int count)
    {
        // A third of the letters may differ, of a short word two, but never all of them.
        int allowed = Math.Min(Math.Max(2, word.Length / 3), word.Length - 1);
        return
        [
            .. names.Distinct()
                .Select(name => (Name: name, Distance: Distance(word, name)))
                .Where(candidate => candidate.Distance <= allowed)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(count)
                .Select(candidate => candidate.Name),
        ];
    }

    private static int Distance(string word, string name)
    {
        // A name of a letter or two is part of many words.
        bool isPart = name.Length >= Math.Max(3, word.Length / 3) && word.Contains(name, StringComparison.OrdinalIgnoreCase);
        if (isPart || (word.Length > 1 && name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return 0;

        // Levenshtein, one row at a time.
        int[] row = [.. Enumerable.Range(0, name.Length + 1)];
        for (int i = 1; i <= word.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(word[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[name.Length];
    }
}
