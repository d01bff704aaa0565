using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Cli.Help;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.CommandLine;

/// <summary>The options about which part of a profile is shown, and how: the same for every command that shows profiles.</summary>
internal sealed class ProfileViewOptions
{
    private static readonly FrameKind[] Languages =
        [.. Enum.GetValues<FrameKind>().Where(kind => kind is not FrameKind.Unknown and not FrameKind.Group)];

    private readonly Option<Regex?> _focus = Expression("--focus", "Only samples with a frame that matches: function, file or module");
    private readonly Option<Regex?> _ignore = Expression("--ignore", "No samples with a frame that matches");
    private readonly Option<Regex?> _hide = Expression("--hide", "Without the frames that match; what they call stays");
    private readonly Option<Regex?> _show = Expression("--show", "Only the frames that match");
    private readonly Option<Regex?> _showFrom = Expression("--show-from", "Stacks start at the outermost frame that matches");
    private readonly Option<TagFilter?> _tagFocus = Tags("--tagfocus", "Only samples with such a label: KEY=REGEX, REGEX, or a range such as KEY=10ms:2s");
    private readonly Option<TagFilter?> _tagIgnore = Tags("--tagignore", "No samples with such a label");
    private readonly Option<Regex?> _thread = Expression("--thread", "Only threads whose name or ID matches");
    private readonly Option<Regex?> _state = Expression("--state", "Only threads in a state that matches");
    private readonly Option<Regex?> _module = Expression("--module", "Only samples that pass through a module (executable, library) that matches");
    private readonly Option<FrameKind?> _language = Language();
    private readonly Option<int?> _count = Count();
    private readonly Option<bool> _cum = new("--cum") { Description = "Sorts by total: a function with all it calls" };
    private readonly Option<string?> _unit = Unit();
    private readonly Option<string?> _value = new("--value")
    {
        HelpName = "NAME",
        Description = "Which of the profile's values counts, for example samples, cpu or inuse_space",
    };

    /// <summary>The options, for help.</summary>
    public OptionGroup Group => new("Which part, and how", [
        _focus, _ignore, _hide, _show, _showFrom, _tagFocus, _tagIgnore, _thread, _state, _module, _language,
        _value, _count, _cum, _unit]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Group.Options)
            command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="prune">Whether frames that a profile itself calls uninteresting are left out, as pprof does.</param>
    public ProfileView Bind(ParseResult result, bool prune) => new(
        new FilterOptions
        {
            Focus = result.GetValue(_focus),
            Ignore = result.GetValue(_ignore),
            Hide = result.GetValue(_hide),
            Show = result.GetValue(_show),
            ShowFrom = result.GetValue(_showFrom),
            TagFocus = result.GetValue(_tagFocus),
            TagIgnore = result.GetValue(_tagIgnore),
            Thread = result.GetValue(_thread),
            State = result.GetValue(_state),
            Module = result.GetValue(_module),
            Language = result.GetValue(_language),
            Prune = prune,
        },
        result.GetValue(_value),
        result.GetValue(_count),
        result.GetValue(_cum),
        result.GetValue(_unit));

    /// <summary>An option whose value is a regular expression.</summary>
    public static Option<Regex?> Expression(string name, string description) => new(name)
    {
        HelpName = "REGEX",
        Description = description,
        CustomParser = result =>
        {
            try
            {
                return new Regex(result.Tokens[^1].Value, FilterOptions.Matching);
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                result.AddError(Refused(name, result, error));
                return null;
            }
        },
    };

    private static Option<TagFilter?> Tags(string name, string description) => new(name)
    {
        HelpName = "TAGS",
        Description = description,
        CustomParser = result =>
        {
            try
            {
                return TagFilter.Parse(result.Tokens[^1].Value);
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                result.AddError(Refused(name, result, error));
                return null;
            }
        },
    };

    private static string Refused(string name, ArgumentResult result, Exception error) =>
        $"{name}: '{result.Tokens[^1].Value}' is no regular expression: {error.Message.Split(" - ")[^1].TrimEnd('.')}";

    private static Option<FrameKind?> Language()
    {
        string[] names = [.. Languages.Select(Name)];
        Option<FrameKind?> option = new("--language")
        {
            HelpName = "NAME",
            Description = $"Only samples that were in such code: {UsageErrors.Alternatives(names)}",
            CustomParser = result =>
            {
                string word = result.Tokens[^1].Value;
                int index = Array.IndexOf(names, word.ToLowerInvariant());
                if (index >= 0)
                    return Languages[index];
                result.AddError($"--language: '{word}' is unknown: use {UsageErrors.Alternatives(names)}");
                return null;
            },
        };
        option.CompletionSources.Add(names);
        return option;
    }

    private static string Name(FrameKind kind) => kind.ToString().ToLowerInvariant();

    private static Option<int?> Count() => new("--nodecount")
    {
        HelpName = "N",
        Description = "How many functions to show; 0 shows all",
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                return count == 0 ? int.MaxValue : count;
            result.AddError($"--nodecount: '{word}' is no number of functions");
            return null;
        },
    };

    private static Option<string?> Unit()
    {
        string[] names = [.. Units.Names];
        Option<string?> option = new("--unit")
        {
            HelpName = "UNIT",
            Description = $"Unit of values: {string.Join(' ', names)}",
            CustomParser = result =>
            {
                string word = result.Tokens[^1].Value;
                if (Units.ShortName(word) is null)
                    result.AddError($"--unit: '{word}' is unknown: use {UsageErrors.Alternatives(names)}");
                return word;
            },
        };
        option.CompletionSources.Add(names);
        return option;
    }
}
