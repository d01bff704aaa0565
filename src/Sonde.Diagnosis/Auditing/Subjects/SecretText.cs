using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Tells secrets from other texts, by their form, their name and how random they are. None is ever printed.</summary>
internal static partial class SecretText
{
    // Bits for each character: English words have 2 to 3, hexadecimal keys up to 4, base64 up to 6.
    private const double RandomBits = 3.0;
    private const int LongestValue = 512, LongestForm = 64 * 1024;

    /// <summary>What form of token a text is or contains; null for none that is known.</summary>
    public static string? FormOf(string value)
    {
        if (value.Length > LongestForm)
            return null;
        Match match = Forms().Match(value);
        if (!match.Success || IsExample(match.Value))
            return null;
        return match.Groups["pem"].Success ? "a private key"
            : match.Groups["aws"].Success ? "an AWS access key"
            : match.Groups["github"].Success ? "a GitHub token"
            : match.Groups["slack"].Success ? "a Slack token"
            : match.Groups["google"].Success ? "a Google API key"
            : match.Groups["stripe"].Success ? "a Stripe key"
            : match.Groups["url"].Success && !IsPlaceholder(match.Groups["password"].Value) ? "a password in a URL" : null;
    }

    /// <summary>A name that is one of a secret, and a value that can be one.</summary>
    public static bool LooksSecret(string name, string value) =>
        Name().IsMatch(name) && !NotName().IsMatch(name) && value.Length <= LongestValue && !IsPlaceholder(value) && IsValue(name, value);

    /// <summary>A value that stands for another, or says that it has to be replaced.</summary>
    public static bool IsPlaceholder(string value)
    {
        string text = value.Trim();
        return text.Length == 0 || Placeholder().IsMatch(text) || text.All(c => c is '*' or 'x' or 'X' or '.' or '-');
    }

    /// <summary>Name and value of an argument (<c>--db-password=VALUE</c>); empty when it is none.</summary>
    public static (string Name, string Value) Flag(string argument)
    {
        Match match = NamedArgument().Match(argument);
        return match.Success ? (match.Groups["name"].Value, match.Groups["value"].Value) : ("", argument);
    }

    private static bool IsValue(string name, string value)
    {
        // A path, an address, a number, a switch, or the name of something else: settings about secrets, not secrets.
        if (NotValue().IsMatch(value) || value.Contains('\n'))
            return false;
        bool isPassword = Password().IsMatch(name);
        // A password may be a plain word; a token or key is random.
        return isPassword || (value.Length >= 12 && Entropy(value) >= RandomBits && value.Any(char.IsAsciiDigit));
    }

    private static bool IsExample(string value) => value.Contains("EXAMPLE", StringComparison.Ordinal);

    /// <summary>Shannon's entropy in bits for each character.</summary>
    private static double Entropy(string text) =>
        text.GroupBy(c => c).Select(group => (double)group.Count() / text.Length).Sum(share => -share * Math.Log2(share));

    [GeneratedRegex(@"(?<pem>-----BEGIN (RSA |EC |OPENSSH |DSA |ENCRYPTED )?PRIVATE KEY-----)|\b(?<aws>(AKIA|ASIA)[0-9A-Z]{16})\b|\b(?<github>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})|\b(?<slack>xox[abprs]-[0-9A-Za-z-]{20,})|\b(?<google>AIza[0-9A-Za-z_-]{35})|\b(?<stripe>[sr]k_live_[0-9A-Za-z]{16,})|(?<url>\b[a-z][a-z0-9+.-]*://[^/\s:@$""'<>{}]+:(?<password>[^@\s/$""'<>{}]+)@[A-Za-z0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex Forms();

    [GeneratedRegex(@"passw(or)?d|(^|[_.-])pwd($|[_.-])|passphrase|secret|token(?!i[sz])|api[_.-]?key|access[_.-]?key|private[_.-]?key|credential|(?<=[a-z])Token$|(?<=[a-z])ApiKey$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    // What names a secret, its place, its kind or its lifetime is none itself.
    [GeneratedRegex(@"(name|names|path|file|dir|url|uri|ref|field|header|type|id|key[_.-]?ring|ttl|expir\w*|lifetime|duration|length|size|count|enabled|enable|disable\w*|allow\w*|require\w*|policy|provider|store|mount\w*|namespace|version|timeout|interval|rotation|endpoint|issuer|audience|algorithm|method|max\w*|min\w*|limit|yaml|yml|json|conf|config|sh|sql|cfg|ini|properties|toml|xml|tmpl|py|js|lua|rego)$|public|^(use|enable|allow|disable|require|automount)[_.-]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NotName();

    [GeneratedRegex(@"passw(or)?d|(^|[_.-])pwd($|[_.-])|passphrase", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();

    [GeneratedRegex(@"^(/|\./|~/|https?://[^@]*$|[0-9.]+[a-z]?$|true$|false$|yes$|no$|on$|off$|none$|null$|nil$|file:|env:|vault:|ref\+|arn:|projects/)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NotValue();

    [GeneratedRegex(@"\$\(|\$\{|\{\{|^\$[A-Za-z_]|^<.*>$|^\[.*\]$|^%.*%$|change[_ -]?me|replace|your[_ -]|placeholder|redacted|example|dummy|^(todo|tbd|fixme|unused|empty)$|^(null|none)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^--?(?<name>[A-Za-z][A-Za-z0-9_.-]*)=(?<value>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedArgument();
}
