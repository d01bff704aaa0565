namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>One way of writing requests into a log.</summary>
internal interface IAccessLogFormat
{
    /// <summary>The requests that a line tells, one for each server that a proxy tried; none when it is not such a line.</summary>
    IEnumerable<LoggedRequest> Read(string line);
}
