CREATE TABLE "collections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "removals" (
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "removals_kind_target_pk" PRIMARY KEY("kind","target")
);
--> statement-breakpoint
DROP INDEX "jobs_expires_idx";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "collection_id" uuid;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "edits" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "collections_owner_idx" ON "collections" USING btree ("owner","id");--> statement-breakpoint
CREATE UNIQUE INDEX "collections_name_idx" ON "collections" USING btree ("owner","name");--> statement-breakpoint
CREATE INDEX "jobs_collection_idx" ON "jobs" USING btree ("collection_id","id") WHERE "jobs"."collection_id" is not null;--> statement-breakpoint
CREATE INDEX "jobs_collection_input_idx" ON "jobs" USING btree ("collection_id","input_sha256") WHERE "jobs"."collection_id" is not null;--> statement-breakpoint
CREATE INDEX "jobs_expires_idx" ON "jobs" USING btree ("expires_at") WHERE "jobs"."expires_at" is not null and "jobs"."collection_id" is null;