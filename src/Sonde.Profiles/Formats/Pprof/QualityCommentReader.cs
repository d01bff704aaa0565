using System.Globalization;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Gathers a <see cref="ProfileQuality"/> from the comments that <see cref="QualityComments"/> writes.</summary>
internal sealed class QualityCommentReader
{
    // A longer one is not ours; a file may repeat a comment very often.
    private const int MaxLength = 4096;

    private readonly SortedDictionary<string, long> _unwindFailed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private ProfileQuality _quality = new();

    /// <summary>What was gathered.</summary>
    public ProfileQuality Quality => _quality with { UnwindFailed = _unwindFailed, Notes = _notes };

    /// <summary>Takes what a comment says; false when it is an ordinary comment.</summary>
    public bool TryTake(string comment)
    {
        if (comment.Length > MaxLength || !comment.StartsWith(QualityComments.Prefix, StringComparison.Ordinal))
            return false;
        int equals = comment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return false;
        string name = comment[QualityComments.Prefix.Length..equals], value = comment[(equals + 1)..];
        if (name.StartsWith(QualityComments.NotePrefix, StringComparison.Ordinal))
        {
            _notes[name[QualityComments.NotePrefix.Length..]] = value;
            return true;
        }

        ProfileQuality? parsed = name == "event"
            ? _quality with { Event = value }
            : WithCount(name, value) ?? WithNumber(name, value);
        _quality = parsed ?? _quality;
        return parsed is not null;
    }

    private ProfileQuality? WithCount(string name, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            return null;
        if (name.StartsWith(QualityComments.UnwindFailedPrefix, StringComparison.Ordinal))
        {
            _unwindFailed[name[QualityComments.UnwindFailedPrefix.Length..]] = value;
            return _quality;
        }

        return name switch
        {
            "samples" => _quality with { Samples = value },
            "lost" => _quality with { Lost = value },
            "truncated" => _quality with { Truncated = value },
            "torn" => _quality with { Torn = value },
            _ => null,
        };
    }

    private ProfileQuality? WithNumber(string name, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            return null;
        return name switch
        {
            "pause_ms" => _quality with { PauseMilliseconds = value },
            "collector_cpu_ms" => _quality with { CollectorCpuMilliseconds = value },
            "rate" => _quality with { Rate = value },
            _ => null,
        };
    }
}
