import { SentimentIntensityAnalyzer } from "vader-sentiment";

/** Name and version of what scores sentiment, to be printed with every figure. */
export const sentimentScorer = "VADER (vader-sentiment 1.1.3), compound score";

/**
 * Sentiment of a text, -1 (most negative) to 1.
 *
 * @see Hutto and Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text"
 */
export function sentiment(text: string): number {
  return SentimentIntensityAnalyzer.polarity_scores(text).compound;
}
