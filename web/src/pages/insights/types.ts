// The messages of insights' numbers, in the names of the proto JSON mapping.
import type { ArchivedMention, Long } from "../../api/types";

export type Slice = {
  brands?: string[];
  queries?: string[];
  networks?: string[];
  languages?: string[];
  sentiments?: string[];
  emotions?: string[];
  intents?: string[];
  countries?: string[];
  own?: boolean;
  spam?: boolean;
  corrected?: boolean;
  erased?: boolean;
  practiceBrands?: string[];
  authorKeys?: string[];
  text?: string;
  query?: string;
  tags?: string[];
  startTime?: string;
  endTime?: string;
};

export type Figures = {
  mentionCount?: Long;
  negativeCount?: Long;
  neutralCount?: Long;
  positiveCount?: Long;
  reach?: Long;
  engagement?: Long;
  correctedCount?: Long;
  erasedCount?: Long;
  certainty?: number;
};

export type Share = { value: number; low: number; high: number };
export type Sight = "SIGHT_UNSPECIFIED" | "SIGHT_FULL" | "SIGHT_PARTIAL" | "SIGHT_BLIND";
export type Gap = { startTime: string; endTime: string; sight: Sight; sources?: string[]; causes?: string[] };
export type Coverage = { seenShare: number; partialShare: number; blindShare: number; gaps?: Gap[]; unknownReason: string };
export type Bucket = "BUCKET_HOUR" | "BUCKET_DAY" | "BUCKET_WEEK" | "BUCKET_MONTH";
export type Span = { startTime: string; endTime: string; sight: Sight; seenShare: number };
export type Series = { value: string; figures?: Figures[]; total?: Figures };
export type Marker = { name: string; displayName: string; kind: string; startTime: string; endTime?: string; description: string };

export type Trend = {
  slice?: Slice;
  bucket: Bucket;
  spans?: Span[];
  series?: Series[];
  total?: Figures;
  coverage?: Coverage;
  markers?: Marker[];
};
export type Part = { value: string; figures?: Figures; share?: Share };
export type Breakdown = { slice?: Slice; parts?: Part[]; total?: Figures; coverage?: Coverage };
export type Cell = { weekday: number; hour: number; figures?: Figures; hourCount: number; seenHourCount: number };
export type HeatMap = { slice?: Slice; cells?: Cell[]; total?: Figures; coverage?: Coverage };
export type Row = { value: string; figures?: Figures; against?: Figures; change?: number; negativeShareChange: number; negativeShareDiffers: boolean };
export type Comparison = { slice?: Slice; against?: Slice; total?: Row; rows?: Row[]; coverage?: Coverage; againstCoverage?: Coverage; warnings?: string[] };
export type Cause = { kind: string; value: string; mentionCount: Long; share: number };
export type Spike = { direction: string; startTime: string; endTime: string; mentionCount: Long; expectedCount: number; score: number; causes?: Cause[]; slice?: Slice };
export type Spikes = { spikes?: Spike[]; hourCount: Long; blindHourCount: Long; coverage?: Coverage };
export type Topic = { name: string; words?: string[]; mentionCount: Long; beforeCount: Long; negativeShare?: Share; trend: string; mentions?: string[] };
export type Topics = { topics?: Topic[]; readCount: Long; mentionCount: Long; coverage?: Coverage };
export type Driver = { word: string; mentionCount: Long; againstCount: Long; logOdds: number; score: number };
export type Drivers = { drivers?: Driver[]; againstDrivers?: Driver[]; readCount: Long; againstReadCount: Long };
export type Influencer = { authorKey: string; handle: string; network: string; mentionCount: Long; answerCount: Long; reach: Long; engagement: Long; negativeCount: Long };
export type Influencers = { influencers?: Influencer[]; authorCount: Long };
export type Care = { answerCount: Long; medianWait?: string; ninthDecileWait?: string; repliedCount: Long; betterCount: Long; worseCount: Long; badBeforeCount: Long; badAfterCount: Long };
export type CareAccount = { handle: string; network: string; brands?: string[]; care?: Care; authorKey: string };
export type CarePerformance = { slice?: Slice; total?: Care; accounts?: CareAccount[]; readCount: Long; answerCount: Long; coverage?: Coverage };
export type Answerer = { network: string; place: string; authorKey: string; handle: string; answerCount: Long; thankedCount: Long; acceptedCount: Long; valuedCount: Long; medianWait?: string; authorCount: Long };
export type Answered = { name: string; words?: string[]; questionCount: Long; total?: Answerer; places?: Answerer[]; authors?: Answerer[] };
export type Communities = { places?: Answerer[]; authors?: Answerer[]; topics?: Answered[]; readCount: Long; answerCount: Long; coverage?: Coverage };
export type Promised = { brand: string; keptCount: Long; keptLateCount: Long; cancelledCount: Long; overdueCount: Long; pendingCount: Long };
export type ChannelStep = { channelCount: number; customerCount: Long; share?: Share };
export type ChannelUse = { slice?: Slice; customerCount: Long; mergedCustomerCount: Long; steps?: ChannelStep[]; channels?: { network: string; customerCount: Long; onlyCount: Long }[]; coverage?: Coverage };
export type Alert = {
  name: string;
  displayName: string;
  slice?: Slice;
  kind: string;
  sensitivity: string;
  threshold?: Long;
  cooldown?: string;
  timeZone: string;
  quietStartHour: number;
  quietEndHour: number;
  tellTime?: string;
  createTime?: string;
  channels?: string[];
};
export type Mentions = { mentions?: ArchivedMention[]; nextPageToken?: string };

export const DIMENSIONS = ["NETWORK", "LANGUAGE", "INTENT", "EMOTION", "COUNTRY", "SENTIMENT", "BRAND", "QUERY"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Field of a slice that narrows it to a part of a dimension, and what its values begin with there. */
export const FIELD_OF: Record<Dimension, { field: keyof Slice; prefix: string }> = {
  NETWORK: { field: "networks", prefix: "" },
  LANGUAGE: { field: "languages", prefix: "" },
  INTENT: { field: "intents", prefix: "KIND_" },
  EMOTION: { field: "emotions", prefix: "LABEL_" },
  COUNTRY: { field: "countries", prefix: "" },
  SENTIMENT: { field: "sentiments", prefix: "LABEL_" },
  BRAND: { field: "brands", prefix: "" },
  QUERY: { field: "queries", prefix: "" },
};
