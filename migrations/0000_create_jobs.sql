CREATE TYPE "public"."job_status" AS ENUM('queued', 'running', 'succeeded', 'failed', 'canceled');--> statement-breakpoint
CREATE TABLE "job_inputs" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"model" text NOT NULL,
	"model_version" text NOT NULL,
	"status" "job_status" DEFAULT 'queued' NOT NULL,
	"priority" smallint DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"failures" smallint DEFAULT 0 NOT NULL,
	"params" jsonb NOT NULL,
	"metadata" jsonb NOT NULL,
	"input_sha256" text NOT NULL,
	"input_size_bytes" bigint NOT NULL,
	"input_media_type" text NOT NULL,
	"input_name" text,
	"input_store" text NOT NULL,
	"result" jsonb,
	"artifacts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error" jsonb,
	"timings" jsonb NOT NULL,
	"receipt" jsonb,
	"history" jsonb NOT NULL,
	"seq" integer DEFAULT 1 NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"worker_id" text,
	"lease_until" timestamp with time zone,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deadline_at" timestamp with time zone,
	"idempotency_key" text,
	"request_sha256" text,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "loaded_models" (
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"signature" jsonb,
	"error" text,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "loaded_models_name_sha256_pk" PRIMARY KEY("name","sha256")
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"report" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "jobs_owner_idx" ON "jobs" USING btree ("owner","id");--> statement-breakpoint
CREATE INDEX "jobs_owner_model_idx" ON "jobs" USING btree ("owner","model","id");--> statement-breakpoint
CREATE INDEX "jobs_owner_rare_idx" ON "jobs" USING btree ("owner","status","id") WHERE "jobs"."status" in ('failed', 'canceled');--> statement-breakpoint
CREATE INDEX "jobs_queued_idx" ON "jobs" USING btree ("model","priority","id") WHERE "jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_due_idx" ON "jobs" USING btree ("due_at") WHERE "jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_lease_idx" ON "jobs" USING btree ("lease_until") WHERE "jobs"."status" = 'running';--> statement-breakpoint
CREATE INDEX "jobs_deadline_idx" ON "jobs" USING btree ("deadline_at") WHERE "jobs"."status" = 'queued' and "jobs"."deadline_at" is not null;--> statement-breakpoint
CREATE INDEX "jobs_expires_idx" ON "jobs" USING btree ("expires_at") WHERE "jobs"."expires_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_idempotency_idx" ON "jobs" USING btree ("owner","idempotency_key") WHERE "jobs"."idempotency_key" is not null;--> statement-breakpoint
-- Inputs are compressed formats already; trying to compress them again costs CPU per insert.
ALTER TABLE "job_inputs" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Every job is updated twice within seconds of its insert: the default of 20 % dead rows would let a busy table
-- double before the first vacuum.
ALTER TABLE "jobs" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
