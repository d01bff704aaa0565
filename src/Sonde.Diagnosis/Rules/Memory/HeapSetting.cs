using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A setting of a language runtime that says how large its heap may become.</summary>
/// <param name="Name">The setting: <c>-Xmx</c>, <c>GOMEMLIMIT</c>, ….</param>
/// <param name="Bytes">The size; 0 when it is a share of the limit.</param>
/// <param name="Share">The share of the container's limit, from 0 to 1; 0 when it is a size.</param>
/// <param name="Text">As it is written.</param>
/// <param name="Where">Where: <c>env[JAVA_OPTS]</c>, <c>command</c>, <c>args</c>.</param>
internal sealed partial record HeapSetting(string Name, decimal Bytes, decimal Share, string Text, string Where)
{
    // A heap of this share leaves too little for stacks, code and native buffers.
    private const decimal MostShare = 0.9m;

    /// <summary>Whether the container's limit is too low for it.</summary>
    public bool Exceeds(Quantity limit) => Share > 0 ? Share >= MostShare : Bytes >= limit.Value * MostShare;

    /// <summary>The comparison in words.</summary>
    public string Words(Quantity limit) => Share > 0
        ? $"{Text} gives the heap {Share:P0} of the limit and leaves too little for the rest"
        : Bytes > limit.Value
            ? $"{Text} lets the heap grow to {Quantity.FormatBytes(Bytes)}, beyond the limit of {limit}"
            : $"{Text} lets the heap grow to {Quantity.FormatBytes(Bytes)} of {limit}, which leaves too little for the rest";

    /// <summary>The settings of a container.</summary>
    public static IReadOnlyList<HeapSetting> Of(Container container)
    {
        var found = new List<HeapSetting>();
        foreach (EnvVar variable in container.Env)
        {
            string where = $"env[{variable.Name}]";
            if (variable.Name == "GOMEMLIMIT" && Size(variable.Value) is { } go)
                found.Add(new HeapSetting("GOMEMLIMIT", go, 0, $"GOMEMLIMIT={variable.Value}", where));
            // DOTNET_GCHeapHardLimit is hexadecimal, with or without 0x (clrconfignames.h).
            else if (variable.Name is "DOTNET_GCHeapHardLimit" or "COMPlus_GCHeapHardLimit" && Hex(variable.Value) is { } net)
                found.Add(new HeapSetting(variable.Name, net, 0, $"{variable.Name}={variable.Value}", where));
            else if (variable.Name is "DOTNET_GCHeapHardLimitPercent" && Hex(variable.Value) is { } percent)
                found.Add(new HeapSetting(variable.Name, 0, percent / 100, $"{variable.Name}={variable.Value}", where));
            else
                Flags(variable.Value, where, found);
        }

        foreach (string word in container.Command)
            Flags(word, "command", found);
        foreach (string word in container.Args)
            Flags(word, "args", found);
        return found;
    }

    private static void Flags(string text, string where, List<HeapSetting> found)
    {
        foreach (Match match in Flag().Matches(text))
        {
            string value = match.Groups["value"].Value;
            if (match.Groups["xmx"].Success && Size(value) is { } heap)
                found.Add(new HeapSetting("-Xmx", heap, 0, match.Value, where));
            else if (match.Groups["share"].Success && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal share))
                found.Add(new HeapSetting("-XX:MaxRAMPercentage", 0, share / 100, match.Value, where));
            else if (match.Groups["node"].Success && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long megabytes))
                found.Add(new HeapSetting("--max-old-space-size", megabytes * 1024m * 1024m, 0, match.Value, where));
        }
    }

    /// <summary><c>512m</c>, <c>2g</c>, <c>1GiB</c>: the runtimes' letters are binary units whatever their case.</summary>
    private static decimal? Size(string text)
    {
        string number = text.TrimEnd('B', 'b', 'i', 'I');
        decimal factor = number.Length == 0 ? 1 : char.ToLowerInvariant(number[^1]) switch
        {
            'k' => 1L << 10,
            'm' => 1L << 20,
            'g' => 1L << 30,
            't' => 1L << 40,
            _ => 1,
        };
        if (factor > 1)
            number = number[..^1];
        return decimal.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out decimal value) && value < 1e12m ? value * factor : null;
    }

    private static decimal? Hex(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return long.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long value) ? value : null;
    }

    [GeneratedRegex(@"(?<xmx>-Xmx)(?<value>\d+[kKmMgGtT]?)\b|(?<share>-XX:MaxRAMPercentage=)(?<value>[\d.]+)|(?<node>--max[-_]old[-_]space[-_]size[= ])(?<value>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Flag();
}
