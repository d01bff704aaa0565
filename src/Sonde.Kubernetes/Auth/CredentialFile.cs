namespace Sonde.Kubernetes.Auth;

/// <summary>Reads small files that hold credentials.</summary>
internal static class CredentialFile
{
    /// <summary>The file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it should hold and whose it is, for the error.</param>
    /// <exception cref="KubernetesException">It cannot be read.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                UnauthorizedAccessException => "no permission to read it",
                _ => e.Message.TrimEnd('.'),
            };
            throw new KubernetesException(KubernetesError.Credentials, $"{what}: {path}: {why}", e);
        }
    }
}
