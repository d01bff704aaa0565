using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Inspection;

namespace Sonde.Cli.Tests;

/// <summary>How the screen of <c>sonde inspect</c> uses a terminal's columns.</summary>
public sealed class InspectionTextTests
{
    private const string LongName = "orders-669489664d-tqjtd/vault-agent-with-a-name-that-is-long";

    private static readonly InspectionReport Report = new(
        "container shop/cart-5bfd9b6c96-rp9dm", DateTimeOffset.UnixEpoch, null,
        [
            .. Enumerable.Range(1, 6).Select(section => new SectionReport($"Section {section}",
            [
                .. Enumerable.Range(1, 5).Select(line => new InspectionLine
                {
                    Name = line == 3 ? LongName : $"name {line}",
                    Text = $"figure {section}.{line}: 62.4 MiB of 64.0 MiB, 97 % in 10 s (pid 1636)",
                    Reason = "what is left cannot be reclaimed: at the limit a process is killed",
                    Judgement = (Judgement)(line % 3),
                    Answer = "Nearly out of memory: 62.4 MiB of 64.0 MiB is in use and cannot be reclaimed",
                }),
            ], ["something that a right hides"])),
        ]);

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(140)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal_also_while_the_interval_is_measured(int width)
    {
        // The first screen is taken back by its number of lines: one that the terminal itself breaks would stay.
        foreach (bool isMeasuring in (bool[])[true, false])
        {
            IReadOnlyList<string> lines = new InspectionText(width, colour: false, sideBySide: true).Draw(Report, isMeasuring);
            Assert.All(lines, line => Assert.True(line.Length <= width || line.Trim().EndsWith(LongName, StringComparison.Ordinal), line));
            Assert.StartsWith("Nearly out of memory: 62.4 MiB", lines[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wide_terminal_shows_sections_beside_each_other_and_a_pipe_never()
    {
        IReadOnlyList<string> narrow = new InspectionText(200, colour: false).Draw(Report), wide = new InspectionText(200, colour: false, sideBySide: true).Draw(Report);
        Assert.InRange(wide.Count, narrow.Count / 2, narrow.Count * 3 / 4);
        Assert.Contains(wide, line => line.StartsWith("Section 1 ", StringComparison.Ordinal) && line.EndsWith(" Section 4", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(1, 6), section => Assert.Contains(wide, line => line.Contains($"Section {section}", StringComparison.Ordinal)));
        // Colours take no columns.
        Assert.Equal(wide, new InspectionText(200, colour: true, sideBySide: true).Draw(Report).Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\e\[\d+m", "")));
        Assert.DoesNotContain(narrow, line => line.Contains("Section 1", StringComparison.Ordinal) && line.Contains("Section 4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_is_too_long_leaves_the_figures_in_line()
    {
        string[] lines = [.. new InspectionText(80, colour: false).Draw(Report)];
        int at = Array.FindIndex(lines, line => line.Contains(LongName, StringComparison.Ordinal));
        Assert.Equal(lines[at - 1].Length - lines[at - 1].TrimStart().Length, lines[at + 1].Length - lines[at + 1].TrimStart().Length);
        Assert.StartsWith("figure 1.3", lines[at + 1].TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_stays_with_its_unit()
    {
        foreach (int columns in Enumerable.Range(8, 60))
        {
            string[] lines = [.. WrappedText.Lines("uses 62.4 MiB, 97 % of 3.5 KiB/s in 10 s (pid 1636): needs 0.5 CPUs", columns)];
            Assert.Equal("uses 62.4 MiB, 97 % of 3.5 KiB/s in 10 s (pid 1636): needs 0.5 CPUs", string.Join(' ', lines));
            Assert.All(lines, line => Assert.DoesNotMatch(@"^(MiB|%|KiB|s |s$|1636|CPUs)", line));
        }
    }

    [Theory]
    [InlineData("leek", "did you mean leak-548cc8b4c5-2f4lh?")]
    [InlineData("cart", "did you mean cart-5bfd9b6c96-rp9dm or cart-5bfd9b6c96-vf9jq?")]
    [InlineData("payments-7dbb7bd4dc-f5zv8", "did you mean payments-7dbb7bd4dc-f5zv9?")]
    [InlineData("zzzz", "there are cart-5bfd9b6c96-rp9dm, cart-5bfd9b6c96-vf9jq, leak-548cc8b4c5-2f4lh and 1 more")]
    public void A_typo_in_the_name_of_a_pod_gets_the_names_that_there_are(string wanted, string expected) => Assert.Equal(
        expected,
        NamesInCluster.Advice(wanted, ["cart-5bfd9b6c96-rp9dm", "cart-5bfd9b6c96-vf9jq", "leak-548cc8b4c5-2f4lh", "payments-7dbb7bd4dc-f5zv9"], isNamespaced: true));
}
