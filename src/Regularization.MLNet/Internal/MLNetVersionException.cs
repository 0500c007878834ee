namespace Regularization;

/// <summary>A non-public member of ML.NET that this assembly needs is not there in the version that is loaded.</summary>
internal sealed class MLNetVersionException : InvalidOperationException
{
    /// <summary>Names the member, the supported versions and the version found.</summary>
    /// <param name="member">The member that is not there.</param>
    /// <param name="foundVersion">The version of ML.NET that is loaded.</param>
    /// <param name="innerException">What the runtime threw.</param>
    public MLNetVersionException(string member, string foundVersion, Exception innerException)
        : base(
            $"ML.NET's non-public member {member} was not found. The supported versions of the Microsoft.ML package are "
            + $"{MLNetAccess.SupportedVersions}; version {foundVersion} was found. Reference a supported version of Microsoft.ML.",
            innerException)
    {
        Member = member;
        FoundVersion = foundVersion;
    }

    /// <summary>The member that is not there.</summary>
    public string Member { get; }

    /// <summary>The version of ML.NET that is loaded.</summary>
    public string FoundVersion { get; }
}
