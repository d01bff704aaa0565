namespace Sonde.Diagnosis.Rules;

/// <summary>Names of HTTP status codes (RFC 9110).</summary>
internal static class StatusWords
{
    public static string Of(int status) => status switch
    {
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        429 => "too many requests",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        < 500 => "client error",
        _ => "server error",
    };
}
