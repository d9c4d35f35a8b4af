// The parts of the interface's messages that the desk reads, in the names of the proto JSON mapping.
// 64-bit numbers are strings there; a field without presence shows its default; a message may be absent.

export type Span = { start: number; end: number };
export type Long = string | number;

export type Author = {
  key: string;
  handle: string;
  displayName: string;
  link: string;
  followerCount?: Long;
  postCount?: Long;
  verified: boolean;
  bio: string;
  location: string;
  createTime?: string;
  own: boolean;
};

export type Mention = {
  name: string;
  key: string;
  revision?: Long;
  network: string;
  source?: string;
  kind?: string;
  text: string;
  title: string;
  link: string;
  author?: Author;
  createTime?: string;
  editTime?: string;
  conversationKey: string;
  parentKey?: string;
  matches?: { brand: string; spans?: Span[] }[];
  entities?: { kind: string; value: string; span?: Span }[];
  private?: boolean;
  rating?: number;
  engagement?: { likeCount?: Long; replyCount?: Long; repostCount?: Long; viewCount?: Long };
};

export type Reason = { text: string; span?: Span; amount: number };
export type Verdict = { present: boolean; probability: number; reasons?: Reason[] };

export type Score = {
  modelVersion: string;
  language?: { code: string; probability: number };
  sentiment?: {
    label: string;
    compound: number;
    probability: number;
    intensity?: number;
    towards?: string;
    terms?: { text: string; span?: Span; valence: number }[];
    reasons?: Reason[];
  };
  emotion?: { label: string; probability: number; reasons?: Reason[] };
  complaint?: Verdict;
  offensiveness?: Verdict;
  intents?: { kind: string; probability: number; reasons?: Reason[] }[];
  urgency?: { value: number; reasons?: Reason[] };
  engageability?: { shouldAnswer: boolean; probability: number; reasons?: Reason[] };
  spam?: Verdict & { botProbability: number };
  influence?: { value: number; low: number; high: number; components?: Reason[] };
  relation?: { kind: string; probability: number };
  personalData?: { kind: string; span?: Span }[];
  priority?: { value: number; components?: Reason[] };
  abstentions?: { analyzer: string; reason: string }[];
};

export type Lease = { opportunity: string; holder: string; token: Long; expireTime?: string };

export type Reply = {
  name: string;
  text: string;
  state: string;
  reason: string;
  mentionKey: string;
  author: string;
  link: string;
  createTime?: string;
  updateTime?: string;
  requestId: string;
  source: string;
  signature: string;
  mediaCount: number;
  sendTime?: string;
  private: boolean;
  split: boolean;
  parts?: { text: string; state: string; link: string }[];
  alternatives?: string[];
  approver: string;
  originalText: string;
  byHand: boolean;
  satisfaction: boolean;
  paused: boolean;
};

export type Explanation = {
  policy: string;
  rule: string;
  sentence: string;
  parts?: { reason: string; points: number }[];
  values?: Record<string, string>;
};

export type Opportunity = {
  name: string;
  brand: string;
  training?: boolean;
  conversationKey: string;
  state: string;
  replyability: string;
  replyabilityReason: string;
  priority: number;
  rankTime?: string;
  deadlineTime?: string;
  replyWindowEndTime?: string;
  createTime?: string;
  updateTime?: string;
  explanation?: Explanation;
  lease?: Lease;
  mention?: Mention;
  score?: Score;
  mentions?: Mention[];
  mentionCount: number;
  latestReply?: Reply;
  maxReplyLength: number;
  replyLengthUnit: string;
  replySignature: string;
  queue?: string;
  skills?: Record<string, number>;
  escalationStep?: number;
  escalateTime?: string;
  wakeTime?: string;
  tags?: string[];
  lastHolder?: string;
  mergedInto?: string;
};

export type ConversationMove = {
  name: string;
  kind: string;
  source: string;
  target: string;
  mentionCount: number;
  replyCount: number;
  noteCount: number;
  draftCount: number;
  commitmentCount: number;
  actor: string;
  reason: string;
  createTime?: string;
  undoTime?: string;
};
export type ConversationChange = { opportunity?: Opportunity; separated?: Opportunity; moves?: ConversationMove[] };

export type ArchivedMention = { mention?: Mention; score?: Score; archiveTime?: string };

export type Draft = { name: string; text: string; author: string; revision: Long; updateTime?: string; others?: Draft[] };
export type Note = { name: string; text: string; author: string; createTime?: string };
export type Macro = { name: string; displayName: string; brand: string; texts: Record<string, string> };

export type CheckedReply = {
  way: string;
  reason: string;
  length: number;
  maxLength: number;
  minLength: number;
  lengthUnit: string;
  fits: boolean;
  parts?: string[];
  source: string;
  possibleSources?: string[];
  signature: string;
  maxMediaCount?: number;
  maxMediaBytes?: Long;
  mediaTypes?: string[];
  priceMicros?: Long;
  currency?: string;
};

export type Identity = { author?: Author; network: string; lastTime?: string; origin: string };
export type Customer = {
  name: string;
  displayName: string;
  note: string;
  tags?: string[];
  identities?: Identity[];
  opportunityCount: number;
};
export type TimelineEntry = { eventTime?: string; opportunity: string; mention?: Mention; reply?: Reply };
export type Merge = { name: string; customer: string; joined: string; actor: string; reason: string; createTime?: string; undoTime?: string; identityCount: number };
export type MergePreview = { customer?: Customer; separated?: Customer; moved?: Identity[]; certainty: number; reasons?: string[] };

export type Incident = {
  name: string;
  brand: string;
  title: string;
  closed: boolean;
  preparedText: string;
  memberCount: number;
  openCount: number;
  example?: Mention;
  startTime?: string;
  lastTime?: string;
};

export type Queue = { name: string; displayName: string; members?: string[]; warnings?: string[] };
export type Agent = { name: string; displayName: string; status: string; load: number; softCapacity?: number; hardCapacity?: number; seenTime?: string; idleTime?: string; skills?: Record<string, number>; queues?: string[]; missedOffers: number };
export type Estimate = { queue: string; waitingCount: Long; availableCount: number; handledCount: Long; arrivedCount: Long; meanWait?: string; wait?: string; sentence: string };
export type Offer = { opportunity: string; agent: string; state: string; offerTime?: string; expireTime?: string; sender: string };
export type SendingPause = { brand: string; network: string; actor: string; reason: string; createTime?: string; heldBackCount: Long; sendingCount: Long };
export type Summary = { opportunityCounts?: Record<string, Long>; replyCounts?: Record<string, Long>; longestWait?: string; decisionCount: Long; sendingPauses?: SendingPause[]; unserved?: string[] };

export type Source = {
  name: string;
  type: string;
  config?: Record<string, string>;
  cursor: string;
  etag: string;
  webhookUri?: string;
  state: string;
  problem: string;
  receiveTime?: string;
  receivedCount: Long;
  matchedCount: Long;
  sight?: string;
  cause?: string;
  sightTime?: string;
  itemTime?: string;
  budget?: { callCount: Long; maxCallCount: Long; spentMicros: Long; maxSpentMicros: Long; currency: string; exhaustTime?: string };
};
export type Coverage = { source: string; sight: string; reason: string; cause: string; startTime?: string; endTime?: string; healTime?: string };
export type Account = { name: string; login: string; way: string; problem: string; expireTime?: string; scopes?: string[]; secretNames?: string[]; renewable?: boolean };
export type SourceType = {
  name: string;
  network: string;
  summary: string;
  settings?: { name: string; help: string; required: boolean }[];
  secrets?: { name: string; help: string; required: boolean }[];
  flow: string;
};
export type Brand = { name: string; displayName: string; aliases?: string[]; handles?: string[]; replySignature: string; training?: boolean };
export type Query = { name: string; expression: string; createTime?: string };
export type PolicyVersion = { name: string; kind: string; document: string; version: number; text: string; brand: string; author: string; comment: string; createTime?: string; action: string; active: boolean; warnings?: PolicyProblem[] };
export type PolicyProblem = { path: string; line: number; sentence: string; warning: boolean; rule: string };
export type PolicyResult = { name: string; passed: boolean; rule: string; sentence: string; line: number };
export type ShadowReport = { brand: string; candidate: string; mentionCount: Long; changedCount: Long; differences?: { live: string; candidate: string; liveRule: string; candidateRule: string; count: Long }[] };
export type AuditEntry = { id: Long; eventTime?: string; actor: string; action: string; opportunity: string; reply: string; detail: string; brand?: string };
export type ApprovalRule = { name: string; brand: string; author: string; role: string; network: string };
export type Me = { csrf?: string; subject: string; holder: string; roles: string[]; brands: string[] };
