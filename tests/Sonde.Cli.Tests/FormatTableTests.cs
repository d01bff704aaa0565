using Sonde.Profiles.Formats;

namespace Sonde.Cli.Tests;

/// <summary>docs/formats.md has the table that the formats themselves give; <c>UPDATE_GOLDEN=1</c> rewrites it.</summary>
public sealed class FormatTableTests
{
    private const string Start = "<!-- formats -->\n", End = "\n<!-- /formats -->";

    [Fact]
    public void The_table_in_the_docs_is_that_of_the_formats()
    {
        string path = Path.Combine(Root(), "docs", "formats.md"), page = File.ReadAllText(path);
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        string wanted = string.Join('\n', FormatContent.Table(LocalFormats.All));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, page[..start] + wanted + page[end..]);
        else
            Assert.Equal(wanted, page[start..end]);
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sonde.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("no folder above the tests holds Sonde.slnx");
    }
}
