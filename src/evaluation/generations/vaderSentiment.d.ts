/** The part that we use of a library without types of its own. */
declare module "vader-sentiment" {
  export const SentimentIntensityAnalyzer: {
    polarity_scores(text: string): {
      readonly neg: number;
      readonly neu: number;
      readonly pos: number;
      readonly compound: number;
    };
  };
}
