namespace Sonde.Diagnosis.Rules;

/// <summary>What a program complains of in its log about something that it calls.</summary>
internal enum ComplaintKind
{
    /// <summary>The connection is refused, reset, or times out.</summary>
    Unreachable,

    /// <summary>The name does not resolve.</summary>
    Name,

    /// <summary>The credentials are refused.</summary>
    Credentials,

    /// <summary>It has no connection, memory or disk left.</summary>
    Exhausted,

    /// <summary>It refuses writes.</summary>
    ReadOnly,
}
