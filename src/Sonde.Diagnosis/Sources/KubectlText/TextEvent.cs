using System.Globalization;
using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>An event that a text shows.</summary>
/// <param name="Kind">Kind of what it is about.</param>
/// <param name="Namespace">Its namespace; null while it is not known.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">A sentence.</param>
internal sealed record TextEvent(string Kind, string? Namespace, string Name, string Reason, string Message)
{
    public bool IsWarning { get; init; }

    public string Container { get; init; } = "";

    public string Reporter { get; init; } = "";

    public string Host { get; init; } = "";

    public int Count { get; init; } = 1;

    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }

    /// <summary>The part of the text that shows it: one part shows no event twice.</summary>
    public int Section { get; init; }

    /// <summary>How far <see cref="Last"/> may be off: the printed age is cut off.</summary>
    public TimeSpan Precision { get; init; }

    /// <summary>The same event, seen twice: a description and a table both list it, some time apart.</summary>
    public bool IsSame(TextEvent other)
    {
        if (Section == other.Section || Reason != other.Reason || !SaysSame(Message, other.Message) || (Container.Length > 0 && other.Container.Length > 0 && Container != other.Container))
            return false;
        TimeSpan slack = Precision + other.Precision + TimeSpan.FromSeconds(30);
        // One that goes on has been seen later by the later look: then the first time is what both share.
        return Last is not { } one || other.Last is not { } two || (one - two).Duration() <= slack
            || ((Count > 1 || other.Count > 1) && First is { } began && other.First is { } also && (began - also).Duration() <= slack + slack);
    }

    /// <summary>What both tell.</summary>
    public TextEvent With(TextEvent other) => this with
    {
        Message = Message.Length >= other.Message.Length ? Message : other.Message,
        Container = Container.Length > 0 ? Container : other.Container,
        Host = Host.Length > 0 ? Host : other.Host,
        Reporter = Reporter.Length > 0 ? Reporter : other.Reporter,
        Count = Math.Max(Count, other.Count),
        First = Precise(First, other.First, other),
        Last = Precise(Last, other.Last, other),
        Precision = Precision <= other.Precision ? Precision : other.Precision,
    };

    /// <summary>The event as the API gives it.</summary>
    public JsonObject ToJson(int number) => Object(
        ("apiVersion", "v1"),
        ("kind", "Event"),
        ("metadata", Object(
            ("name", string.Create(CultureInfo.InvariantCulture, $"{Name}.text-{number}")),
            ("namespace", Text(Namespace is { Length: > 0 } space ? space : "default")))),
        ("involvedObject", Object(
            ("kind", Kind), ("namespace", Text(Namespace)), ("name", Name),
            ("fieldPath", Container.Length > 0 ? $"spec.containers{{{Container}}}" : null))),
        ("reason", Reason),
        ("message", Message),
        ("type", IsWarning ? "Warning" : "Normal"),
        ("count", Count),
        ("firstTimestamp", Time(First)),
        ("lastTimestamp", Time(Last)),
        ("source", Object(("component", Text(Reporter)), ("host", Text(Host)))))!;

    private DateTimeOffset? Precise(DateTimeOffset? mine, DateTimeOffset? theirs, TextEvent other) =>
        mine is null ? theirs : theirs is null || Precision <= other.Precision ? mine : theirs;

    /// <summary>A chat or a narrow window may have cut one of them off.</summary>
    private static bool SaysSame(string one, string other) =>
        one == other || (one.Length > 40 && other.StartsWith(one.TrimEnd('.'), StringComparison.Ordinal))
        || (other.Length > 40 && one.StartsWith(other.TrimEnd('.'), StringComparison.Ordinal));
}
