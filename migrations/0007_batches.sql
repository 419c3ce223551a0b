CREATE TABLE "batch_refusals" (
	"batch_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text,
	"code" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "batch_refusals_batch_id_position_pk" PRIMARY KEY("batch_id","position")
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"model" text NOT NULL,
	"model_version" text NOT NULL,
	"metadata" jsonb NOT NULL,
	"files" integer NOT NULL,
	"accepted" integer,
	"state" text DEFAULT 'receiving' NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"canceled_at" timestamp with time zone,
	"idempotency_key" text,
	"request_sha256" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "batch_position" integer;--> statement-breakpoint
ALTER TABLE "batch_refusals" ADD CONSTRAINT "batch_refusals_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batches_owner_idx" ON "batches" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "batches_receiving_idx" ON "batches" USING btree ("touched_at") WHERE "batches"."state" = 'receiving';--> statement-breakpoint
CREATE UNIQUE INDEX "batches_idempotency_idx" ON "batches" USING btree ("owner","idempotency_key") WHERE "batches"."idempotency_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_batch_position_idx" ON "jobs" USING btree ("batch_id","batch_position") WHERE "jobs"."batch_id" is not null;--> statement-breakpoint
CREATE INDEX "jobs_batch_idx" ON "jobs" USING btree ("batch_id","id") WHERE "jobs"."batch_id" is not null;