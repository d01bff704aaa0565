using System.Text.Json;
using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>Gets what a live source reads, as it comes; a snapshot keeps it. Called by one thread at a time.</summary>
public interface ICaptureSink
{
    /// <summary>An object.</summary>
    /// <param name="apiVersion">Its group and version, which items of lists do not tell.</param>
    /// <param name="kind">Its kind, likewise.</param>
    /// <param name="item">The object; not valid any more after the call.</param>
    void AddObject(string apiVersion, string kind, JsonElement item);

    /// <summary>All objects of a kind in a namespace have been given (<c>*</c>: in all, or the kind has none).</summary>
    void AddComplete(string kind, string space);

    /// <summary>A log, as the container wrote it.</summary>
    void AddLog(LogRequest request, ReadOnlyMemory<byte> bytes);
}
