using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Regularization.Tests.Reporting;

[TestClass]
public sealed partial class ReportTests
{
    private const string Nasty = "</script><script>alert('x')</script><b>\"fat\" & 'old' \u00e4\u4e2d\U0001f600 \ud800";

    [TestMethod]
    public void ToHtml_NamesThatAreMarkup_StayNames()
    {
        FitSummary summary = Fit(3, [Nasty, "-->", "<!--"]);
        string html = summary.ToHtml();
        Assert.AreEqual(3, ScriptTag().Count(html), "the data, the library and the page's script");
        Assert.DoesNotContain("</script><script>alert", html);
        Assert.DoesNotContain("<b>\"fat\"", html);
        string json = Regex.Match(html, "id=\"figures\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        JsonElement path = JsonDocument.Parse(json).RootElement.EnumerateArray().Single(figure => figure.GetProperty("id").GetString() == "path");
        string[] names = [.. path.GetProperty("views")[0].GetProperty("traces").EnumerateArray().Select(trace => trace.GetProperty("name").GetString()!)];
        CollectionAssert.AreEquivalent(new[] { Nasty.Replace('\ud800', '\ufffd'), "-->", "<!--" }, names);
    }

    [TestMethod]
    public void ToHtml_Page_NamesNothingElsewhere()
    {
        string own = Regex.Replace(Fit(4).ToHtml(), "<script>\n.*?</script>", string.Empty, RegexOptions.Singleline);
        Assert.DoesNotContain("http:", own);
        Assert.DoesNotContain("https:", own);
        Assert.DoesNotContain("src=", own);
        Assert.Contains("default-src 'none'", own);
    }

    [TestMethod]
    public void ToHtml_Numbers_AreThoseOfTheFit()
    {
        FitSummary summary = Fit(4);
        ReportPage page = LinearPage.Of(summary);
        Figure path = page.Figures.Single(f => f.Id == "path"), curve = page.Figures.Single(f => f.Id == "validation");
        CollectionAssert.AreEqual(summary.CrossValidation!.Deviance.Mean.ToArray(), curve.Views[0].Traces[0].Y.ToArray());
        CollectionAssert.AreEqual(summary.CrossValidation.Deviance.StandardError.ToArray(), curve.Views[0].Traces[0].Error!.ToArray());
        CollectionAssert.AreEqual(summary.Path.Select(s => s.Lambda).ToArray(), curve.Views[0].Traces[0].X.ToArray());
        foreach (FigureTrace trace in path.Views[0].Traces)
        {
            int j = summary.FeatureNames!.ToList().IndexOf(trace.Name);
            CollectionAssert.AreEqual(summary.Path.Select(s => s.Coefficients[j] * summary.Path.Scale[j]).ToArray(), trace.Y.ToArray());
        }

        PageTable table = page.Tables.Single(t => t.Title == "Coefficients");
        CollectionAssert.AreEqual(summary.CoefficientTable().Select(row => row.Name).ToArray(), table.Rows.Select(row => row[0]).ToArray());
        Assert.Contains(summary.CrossValidation.LambdaMin, path.Views[0].Marks.Select(mark => mark.At));
        Assert.IsTrue(path.Top!.At.Zip(path.Top.Text).All(tick => tick.Second == $"{summary.Path.At(tick.First).NonzeroCount}"));
    }

    [TestMethod]
    public void ToHtml_ManyFeatures_DrawsTheLargestAndSaysSo()
    {
        FitSummary summary = Fit(70, penalty: Penalties.Ridge);
        Figure path = LinearPage.Of(summary).Figures.Single(f => f.Id == "path");
        Assert.HasCount(PathFigures.MostLines, path.Views[0].Traces);
        Assert.StartsWith("Drawn are 40 of the 70 features", path.Views[0].Note);
        CollectionAssert.AreEqual(summary.CoefficientTable().Take(40).Select(row => row.Name).ToArray(), path.Views[0].Traces.Select(t => t.Name).ToArray());
    }

    [TestMethod]
    public void ToHtml_EveryWayToChooseLambda_HasAReport()
    {
        foreach (LambdaSelection lambda in new[] { LambdaSelection.Fixed(0.2), LambdaSelection.HeldOut(0.3), LambdaSelection.ByCriterion(InformationCriterion.Bic), LambdaSelection.CrossValidated(3) })
        {
            foreach (bool classes in new[] { false, true })
            {
                string[] ids = [.. LinearPage.Of(Fit(4, lambda: lambda, classes: classes)).Figures.Select(f => f.Id)];
                Assert.Contains(classes ? "roc" : "predicted", ids, $"{lambda}");
                Assert.AreEqual(lambda != LambdaSelection.Fixed(0.2), ids.Contains("path"), $"{lambda}");
                CollectionAssert.AllItemsAreUnique(ids);
            }
        }
    }

    [TestMethod]
    public void ToHtml_NothingEnters_HasAReport()
    {
        FitSummary summary = Fit(3, lambda: LambdaSelection.Fixed(1e6));
        Assert.AreEqual(0, summary.Selected.NonzeroCount);
        Assert.Contains("0 coefficients of 3 are not 0", summary.ToHtml());
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Values = [0] } }.Fit(Problem(3));
        Assert.IsEmpty(LinearPage.Of(path).Figures.First().Views[0].Traces[0].X, "lambda 0 has no place on a log scale");
        Assert.IsNotEmpty(LinearPage.Of(path).ToHtml());
    }

    [TestMethod]
    public void ToHtml_Text_IsThatOfTheFile()
    {
        TrainingProblem problem = Problem(3), classes = Problem(3, classes: true);
        var grid = new LambdaGrid { Count = 10 };
        CrossValidationResult linear = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 3, Grid = grid }.Fit(problem);
        MultinomialCrossValidationResult multinomial = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3, Grid = grid }.Fit(classes);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.html");
        try
        {
            linear.ToHtml(file);
            Assert.AreEqual(linear.ToHtml(), File.ReadAllText(file));
            multinomial.ToHtml(file);
            Assert.AreEqual(multinomial.ToHtml(), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Coefficients_WithoutStandardisation_AreToldOnce(bool standardize)
    {
        FitOptions options = FitOptions.Default with { Standardize = standardize };
        TrainingProblem problem = Problem(3), classes = Problem(3, classes: true);
        PageTable[] tables =
        [
            .. LinearPage.Of(new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Options = options, Lambda = LambdaSelection.Fixed(1e-3) }.Fit(problem)).Tables,
            .. MultinomialPage.Of(new MultinomialModelFitter(Penalties.Lasso) { Options = options, Lambda = LambdaSelection.Fixed(1e-3) }.Fit(classes)).Tables,
            .. Regularization.StreamingPage.Of(new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Standardize = standardize } }.Fit(RowSource.FromProblem(problem), 1e-3)).Tables,
        ];
        Assert.HasCount(3, tables);
        foreach (PageTable table in tables)
        {
            Assert.AreEqual(standardize, table.Columns.Any(column => column.Name == "standardised"), table.Note);
            Assert.AreEqual(standardize, table.Note.Contains("standardised", StringComparison.Ordinal), table.Note);
            Assert.IsTrue(table.Rows.Count > 0 && table.Rows.All(row => row.Length == table.Columns.Count));
        }

        // The lines of the path likewise.
        IReadOnlyList<FigureView> views = LinearPage.Of(new PathSolver(Losses.Squared, Penalties.Lasso) { Options = options }.Fit(problem)).Figures.First().Views;
        Assert.AreEqual(standardize ? "standardised, original scale" : "original scale", string.Join(", ", views.Select(view => view.Label)));
        Assert.AreEqual(standardize ? "standardised coefficient" : "coefficient", views[0].Y.Title);
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Page_ConstantResponse_SaysThatThereIsNothingToExplain(bool streamed, bool evaluate)
    {
        TrainingProblem random = Problem(3), constant = new(random.X, [.. Enumerable.Repeat(2.5, random.X.Rows)]);
        StreamingFit Stream(bool intercept) => new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Evaluate = evaluate, Intercept = intercept } }.Fit(RowSource.FromProblem(constant), 1e-3);
        var fitter = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(1e-3) };
        Assert.Contains("<dt>deviance explained</dt><dd>there is none: the response is constant</dd>", streamed ? Stream(true).ToHtml() : fitter.Fit(constant).ToHtml());
        Assert.DoesNotContain("there is none", streamed ? Regularization.StreamingPage.Of(new StreamingTrainer(Losses.Squared, Penalties.Lasso).Fit(RowSource.FromProblem(random), 1e-3)).ToHtml() : fitter.Fit(random).ToHtml());
        if (streamed)
        {
            Assert.AreEqual(0, Stream(true).Solution.DevianceExplained);

            // Without an intercept a constant is what features have to explain.
            StreamingFit origin = Stream(false);
            Assert.IsGreaterThan(0.3, origin.Solution.DevianceExplained);
            Assert.DoesNotContain("nothing to explain", string.Join(' ', origin.Warnings));
        }
    }

    [TestMethod]
    public void ToSvg_Path_IsAPictureWithAllNames()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.svg");
        try
        {
            FitSummary summary = Fit(3, ["a<b", "\"c\"", "d"]);
            summary.ToSvg(file);
            XElement svg = XElement.Load(file);
            XNamespace ns = "http://www.w3.org/2000/svg";
            string[] texts = [.. svg.Descendants(ns + "text").Select(t => t.Value)];
            Assert.IsTrue(summary.FeatureNames!.All(texts.Contains), string.Join('|', texts));
            Assert.HasCount(3, svg.Descendants(ns + "polyline"));
            summary.CrossValidation!.ToSvg(file);
            svg = XElement.Load(file);
            Assert.HasCount(summary.Path.Count, svg.Descendants(ns + "circle"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Plotly_Resource_IsTheOneTheNoticesName()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PageAssets.Plotly)));
        string notices = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contributing", "THIRD-PARTY-NOTICES.md"));
        Assert.Contains(hash, notices);
        Assert.Contains("plotly.js (basic - minified) v" + Regex.Match(notices, @"basic bundle, (\d+\.\d+\.\d+)").Groups[1].Value, PageAssets.Plotly);
        Assert.DoesNotContain("</script", PageAssets.Plotly + PageAssets.Script);
    }

    [TestMethod]
    public void ToString_OfResults_ReadsWell()
    {
        FitSummary summary = Fit(3);
        CrossValidationResult cv = summary.CrossValidation!;
        Assert.AreEqual("90 rows x 3 features, names", Problem(3).ToString());
        Assert.AreEqual("2 of 4 not 0: [1] 2, [3] -0.5", SparseCoefficients.FromDense([0, 2, 0, -0.5]).ToString());
        Assert.AreEqual("0 of 1 not 0", SparseCoefficients.FromDense([0]).ToString());
        FitSummary one = Fit(1, lambda: LambdaSelection.Fixed(0.01));
        Assert.Contains("on 90 rows x 1 feature", one.ToString());
        Assert.StartsWith("1 lambda from", one.Path.ToString());
        Assert.Contains("up to 1 feature,", one.Path.ToString());
        Assert.Contains("of 1 coefficient,", one.Selected.ToString());
        CollectionAssert.AreEqual(summary.CoefficientTable().ToArray(), cv.Path.CoefficientTable(summary.Selected).ToArray());
    }

    [TestMethod]
    public void ToString_OfAPath_SaysHowManyLambdasDidNotConverge()
    {
        (TrainingProblem problem, TrainingProblem classes) = (Problem(20), Problem(20, classes: true));
        FitOptions hasty = FitOptions.Default with { MaxEpochs = 1, Tolerance = 1e-14 };
        var grid = new LambdaGrid { Count = 8, EarlyStop = false };
        RegularizationPath linear = new PathSolver(Losses.Logistic, Penalties.Lasso) { Options = hasty, Grid = grid }.Fit(classes);
        MultinomialPath multinomial = new MultinomialPathSolver(Penalties.Lasso) { Options = hasty, Grid = grid }.Fit(classes);
        foreach ((string text, FitStatus[] statuses) in ((string, FitStatus[])[])[($"{linear}", [.. linear.Select(s => s.Status)]), ($"{multinomial}", [.. multinomial.Select(s => s.Status)])])
        {
            FitStatus[] open = [.. statuses.Where(status => status != FitStatus.Converged)];
            Assert.IsGreaterThan(1, open.Length);
            Assert.Contains($", {open.Length} lambdas not converged ({string.Join(", ", open.Distinct())}), ", text);
        }

        Assert.DoesNotContain("converged", $"{new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem)}");
        Assert.DoesNotContain("converged", $"{new MultinomialPathSolver(Penalties.Lasso).Fit(classes)}");
        using var stop = new CancellationTokenSource();
        string canceled = $"{new PathSolver(Losses.Logistic, Penalties.Lasso).Fit(classes, new Stopper(stop), stop.Token)}";
        Assert.Contains("cancelled before its last lambda", canceled);
    }

    private static TrainingProblem Problem(int features, string[]? names = null, bool classes = false)
    {
        const int N = 90;
        (double[] x, double[] y) = TestProblems.Random(N, features, seed: 11, classes: classes);
        return new TrainingProblem(DesignMatrix.FromColumns(x, N, features), y) { FeatureNames = names ?? [.. Enumerable.Range(0, features).Select(j => $"feature {j}")] };
    }

    private static FitSummary Fit(int features, string[]? names = null, Penalty? penalty = null, LambdaSelection? lambda = null, bool classes = false) =>
        new LinearModelFitter(classes ? Losses.Logistic : Losses.Squared, penalty ?? Penalties.Lasso) { Lambda = lambda ?? LambdaSelection.CrossValidated(3), Grid = new LambdaGrid { Count = 30 } }.Fit(Problem(features, names, classes));

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => stop.Cancel();
    }

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptTag();

    [TestMethod]
    public void Save_WhereNoFileCanBe_SaysWhatIsWrongAndWhatToDo()
    {
        string folder = Directory.CreateTempSubdirectory("regularization-report-").FullName;
        try
        {
            FitSummary summary = Fit(3);
            string missing = Path.Combine(folder, "none", "fit.html");
            foreach (Action act in new Action[] { () => summary.ToHtml(missing), () => summary.ToSvg(missing) })
            {
                string message = Assert.ThrowsExactly<DirectoryNotFoundException>(act).Message;
                Assert.Contains($"'{missing}'", message);
                Assert.Contains("Make it first", message);
            }

            Assert.Contains("is a folder", Assert.ThrowsExactly<IOException>(() => summary.ToHtml(folder)).Message);
            foreach (Action act in new Action[] { () => summary.ToHtml(string.Empty), () => summary.ToSvg(string.Empty), () => summary.Path.ToHtml(" ") })
            {
                ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(act);
                Assert.AreEqual("path", refused.ParamName);
                Assert.Contains("'; it must be the name of the file to write, such as 'report.html'.", refused.Message);
            }

            Assert.AreEqual("path", Assert.ThrowsExactly<ArgumentNullException>(() => summary.ToHtml(null!)).ParamName);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow(0.1234, 1, "12.3%")]
    [DataRow(-0.0004, 1, "0.0%")]
    [DataRow(-0.25, 1, "-25.0%")]
    [DataRow(0.75, 0, "75%")]
    [DataRow(-0.004, 0, "0%")]
    [DataRow(double.NaN, 1, "-")]
    [DataRow(double.PositiveInfinity, 1, "-")]
    public void Percent_Share_IsShort(double share, int digits, string expected) => Assert.AreEqual(expected, Percent.Of(share, digits));
}
