using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Web.Tests;

/// <summary>The contrast of two colours as WCAG 2.1 defines it, from 1 to 21.</summary>
internal static partial class Contrast
{
    /// <summary>For each element with a text of its own: the text, its colour, and the first colour behind it that covers.</summary>
    public const string Script =
        """
        [...document.querySelectorAll("#app *, #help *")]
          .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== ""))
          .map((e) => {
            let behind = e;
            while (behind && !/^rgb\(/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
            return [e.textContent.trim().slice(0, 40), getComputedStyle(e).color, behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)"];
          })
        """;

    /// <summary>Compares two colours, each as <c>#rrggbb</c> or <c>rgb(r, g, b)</c>.</summary>
    public static double Between(string a, string b)
    {
        double first = Luminance(a), second = Luminance(b);
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string color)
    {
        double[] parts = color.StartsWith('#')
            ? [.. Enumerable.Range(0, 3).Select(i => (double)int.Parse(color.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))]
            : [.. Number().Matches(color).Take(3).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        double Linear(int i) => parts[i] / 255 <= 0.03928 ? parts[i] / 255 / 12.92 : Math.Pow(((parts[i] / 255) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(0)) + (0.7152 * Linear(1)) + (0.0722 * Linear(2));
    }

    [GeneratedRegex(@"[\d.]+")]
    private static partial Regex Number();
}
