using System.CommandLine;
using Sonde.Cli.Commands;

namespace Sonde.Cli.Help;

/// <summary>Writes help as plain text, at most 100 columns wide whatever the terminal, so that it reads the same everywhere.</summary>
internal static class HelpText
{
    private const int Width = 100;

    /// <summary>Writes what all commands together offer.</summary>
    public static void WriteOverview(RootCommand root, IReadOnlyList<SondeCommand> commands, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: sonde COMMAND [TARGET] [OPTIONS]");
        IEnumerable<SondeCommand> visible = commands.Where(command => !command.Hidden);
        WriteRows(output, "Commands", [.. visible.Select(command => (command.Name, FirstLine(command)))]);
        WriteRows(output, "Targets", TargetHelp.Rows);
        WriteExamples(output, [.. visible.SelectMany(command => command.OverviewExamples)]);
        output.WriteLine();
        output.WriteLine("'sonde COMMAND --help' tells more about a command.");
    }

    /// <summary>Writes one command's help.</summary>
    public static void Write(SondeCommand command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: sonde {command.Name} {command.Synopsis}".TrimEnd());
        foreach (HelpSection section in command.Sections)
            WriteRows(output, section.Title, section.Rows);
        Option[] grouped = [.. command.OptionGroups.SelectMany(group => group.Options)];
        IEnumerable<Option> others = command.Options.Where(option => !option.Hidden && !grouped.Contains(option));
        WriteRows(output, "Options", [.. others.Select(Row), ("-h, --help", "Shows this help")]);
        foreach (OptionGroup group in command.OptionGroups)
            WriteRows(output, group.Title, [.. group.Options.Select(Row)]);
        WriteExamples(output, command.Examples);
    }

    private static string FirstLine(Command command) => (command.Description ?? "").Split('\n')[0];

    private static (string Term, string Meaning) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        string value = option.HelpName is { } name ? $" {name}" : "";
        return (names + value, option.Description ?? "");
    }

    private static void WriteExamples(TextWriter output, IReadOnlyList<HelpExample> examples)
    {
        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (HelpExample example in examples)
        {
            output.WriteLine($"  {example.CommandLine}");
            foreach (string line in Wrap(example.Meaning, Width - 6))
                output.WriteLine($"      {line}");
        }
    }

    /// <summary>Writes a text, wrapped; lines after the first are set in deeper.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="indent">Blanks before the first line.</param>
    public static void WriteText(TextWriter output, string text, int indent)
    {
        string start = new(' ', indent);
        foreach (string line in Wrap(text, Width - indent - 4))
        {
            output.WriteLine(start + line);
            start = new string(' ', indent + 4);
        }
    }

    private static void WriteRows(TextWriter output, string title, IReadOnlyList<(string Term, string Meaning)> rows)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        int column = rows.Max(row => row.Term.Length) + 4;
        foreach ((string term, string meaning) in rows)
        {
            string start = $"  {term}".PadRight(column);
            foreach (string line in Wrap(meaning, Width - column))
            {
                output.WriteLine(start + line);
                start = new string(' ', column);
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
